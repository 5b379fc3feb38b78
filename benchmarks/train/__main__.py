"""`python -m benchmarks.train` learns anew all that ships; `vectors` after it begins with these."""

import sys

from benchmarks.train import danger, ranking, vectors


def main(words: list[str]) -> None:
    """Learn vectors if asked (half an hour), then ranking, then danger."""
    if words not in ([], ["vectors"]):
        raise SystemExit("python -m benchmarks.train [vectors]")
    if words:
        vectors.main()
    ranking.main()
    if danger.main():
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
