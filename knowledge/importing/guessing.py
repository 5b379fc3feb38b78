"""Guessing what a file holds when nobody said."""

import re
from itertools import islice
from pathlib import Path

from knowledge.errors import BadInput
from knowledge.importing.guide import parse_guide
from knowledge.importing.paragraphs import read_paragraphs

GUIDE_PARTS = 3  # a report may well name a place or a phone; a guide names more
_ARTICLE = re.compile(r"^\W*第一条\W")


def guess(path: Path) -> str:
    """Say faq, law, guide or report, from a file's name and its first paragraphs."""
    name = path.name.lower()
    if path.is_dir() or name.endswith((".jsonl.gz", ".md")):
        return "law"
    if name.endswith((".xlsx", ".csv")):
        return "faq"
    if name.endswith(".jsonl"):
        return "law" if '"law"' in _head(path) else "faq"
    paragraphs = read_paragraphs(path)
    if any(_ARTICLE.match(paragraph) for paragraph in islice(paragraphs, 400)):
        return "law"
    return "guide" if _is_guide(path) else "report"


def _is_guide(path: Path) -> bool:
    try:
        return any(len(draft.fields) >= GUIDE_PARTS for draft in parse_guide(path)[0].drafts)
    except BadInput:
        return False


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(4096).decode("utf-8", "ignore")
