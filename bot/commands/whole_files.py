"""Files that are written whole or not at all."""

import tempfile
from pathlib import Path


def put_whole(target: Path, content: bytes) -> None:
    """Write a file, so that one that was there is never half overwritten."""
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(content)
            file.flush()
            draft.chmod(0o644)  # a draft is readable by us alone
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
