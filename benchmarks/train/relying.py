"""How far the learned confidence can be relied upon: curves asked what they were not fitted to."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import ROOT
from benchmarks.quality import reliability
from benchmarks.quality.asking import VERDICTS, Verdicts
from benchmarks.quality.calibration import bins_of, calibration_error
from benchmarks.quality.foreign import CREDIT
from benchmarks.quality.reliability import Judged
from benchmarks.quality.splits import Fold
from benchmarks.train.trusting import Told, higher, trust
from knowledge.ranking.confidence import Confidence
from knowledge.thresholds import ANSWER, OFFER
from knowledge.verdicts import Verdict

NAME = "Mingbai, learned"


def fitted(
    residents: Sequence[Told], strangers: Mapping[str, Sequence[Told]], folds: Sequence[Fold]
) -> tuple[Confidence, Judged]:
    """Fit curves to all questions and every second stranger; judge by curves fitted to others."""
    learned_from = [one for told in strangers.values() for one in told[::2]]
    others = {topic: told[1::2] for topic, told in strangers.items()}
    return trust(residents, learned_from), relied(residents, learned_from, others, folds)


def relied(
    residents: Sequence[Told],
    learned_from: Sequence[Told],
    foreign: Mapping[str, Sequence[Told]],
    folds: Sequence[Fold],
) -> Judged:
    """Judge residents' questions fold by fold, and sentences of other domains by the first curves.

    `learned_from` are sentences of other domains that curves are fitted to, `foreign` others.
    """
    shares, right = np.zeros(len(residents)), np.zeros(len(residents), dtype=bool)
    judged = dict[str, Verdicts]()
    for fold in folds:
        curves = trust([residents[place] for place in fold.train], learned_from)
        for place in fold.test:
            shares[place], right[place] = _share(residents[place], curves)
        if not judged:
            judged = {topic: _verdicts(told, curves) for topic, told in foreign.items()}
    return NAME, _settled(shares, right), judged


def draw(judged: Judged) -> None:
    """Draw reliability.svg."""
    reliability.draw(ROOT / "docs" / "images", "reliability", [judged])


def report(judged: Judged) -> None:
    """Print the figures."""
    name, lay, foreign = judged
    answered = lay.verdict == VERDICTS.index(Verdict.ANSWER)
    own = np.concatenate([one.verdict for topic, one in foreign.items() if topic != CREDIT])
    strange = np.concatenate((own, foreign[CREDIT].verdict))
    error = calibration_error(bins_of(lay.confidence, lay.correct))
    print(f"{name}: expected calibration error {error:.3f}")
    print(f"answer or choice {1 - lay.share(Verdict.UNKNOWN):.3f}, answer {answered.mean():.3f}")
    print(f"answers that are right {lay.correct[answered].mean():.3f}")
    for topic, verdict in (("everyday sentences", own), ("with a credit app's", strange)):
        shares = (float((verdict == number).mean()) for number in range(len(VERDICTS)))
        told = ", ".join(f"{one} {share:.3f}" for one, share in zip(VERDICTS, shares, strict=True))
        print(f"{topic}: {told}")


def _verdicts(told: Sequence[Told], curves: Confidence) -> Verdicts:
    shares = np.array([_share(one, curves)[0] for one in told])
    return _settled(shares, np.zeros(len(told), dtype=bool))


def _share(told: Told, curves: Confidence) -> tuple[float, bool]:
    share, right = higher(told, curves.entry, curves.article)
    return curves.levelled(share), right


def _settled(shares: NDArray[np.float64], right: NDArray[np.bool_]) -> Verdicts:
    order = [Verdict.UNKNOWN, Verdict.CHOICES, Verdict.ANSWER]
    numbers = np.array([VERDICTS.index(one) for one in order])
    return Verdicts(numbers[np.digitize(shares, (OFFER, ANSWER))], shares, right)
