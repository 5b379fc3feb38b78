"""Files of learned numbers, each with its checksum."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent.parent / "learned"
SUMS = "checksums.json"

Arrays = dict[str, NDArray[Any]]


def read_learned(name: str, folder: Path | None = None) -> Arrays | None:
    """Read a file of arrays; one that is missing or not as it was written counts as none."""
    folder = folder or FOLDER
    try:
        content = (folder / f"{name}.npz").read_bytes()
        expected = json.loads((folder / SUMS).read_text("utf-8"))[name]
        if hashlib.sha256(content).hexdigest() != expected:
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def write_learned(name: str, arrays: Arrays, folder: Path | None = None) -> None:
    """Write a file of arrays and note its checksum."""
    folder = folder or FOLDER
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    (folder / f"{name}.npz").write_bytes(packed.getvalue())
    path = folder / SUMS
    sums = json.loads(path.read_text("utf-8")) if path.exists() else {}
    sums[name] = hashlib.sha256(packed.getvalue()).hexdigest()
    path.write_text(json.dumps(sums, indent=1, sort_keys=True) + "\n", "utf-8")
