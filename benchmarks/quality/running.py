"""The program itself with every article: what a question takes, and the memory it occupies."""

import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks import answering
from benchmarks.corpus import ROOT, Corpus, bring_in
from benchmarks.figures import Figure
from benchmarks.load import put, requests
from benchmarks.quality.material import SCRATCH, Material
from benchmarks.quality.sources import KNOWLEDGE, mark_of
from benchmarks.service import PROGRAM, running

SOURCES = (*KNOWLEDGE, ROOT / "jobs", ROOT / "bot", Path(__file__))
MIDDLE, LATE, MEGABYTES = 15, 40, 700  # at most


def measured(material: Material) -> list[Figure]:
    """Give figures, kept ones if nothing changed since."""
    path = SCRATCH / f"program-{material.checksum}-{mark_of(SOURCES)}.json"
    if not path.exists():
        print("measuring: the program itself …", file=sys.stderr, flush=True)
        figures = _measure(material)
        SCRATCH.mkdir(exist_ok=True)
        for old in SCRATCH.glob("program-*.json"):
            old.unlink()
        path.write_text(json.dumps([asdict(figure) for figure in figures]), encoding="utf-8")
    return [Figure(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def _measure(material: Material) -> list[Figure]:
    """Decide every question on one core, then have the program answer all of them over HTTP."""
    questions = tuple(dict.fromkeys(question.text for question in material.questions))
    with tempfile.TemporaryDirectory(prefix="mingbai-quality-") as name:
        corpus = Corpus(Path(name), questions, 0.0, 0)
        bring_in(corpus, material.statutes_file)
        middle, late = np.percentile(answering.taken(corpus, clock=time.process_time), (50, 99))
        with running(PROGRAM, corpus) as service:
            put(service.port, iter(requests(questions)))
            occupied = service.megabytes
    asked = f"{len(questions):,} questions"
    return [
        Figure("search and decision of one question, p50", float(middle), "ms", MIDDLE, note=asked),
        Figure("search and decision of one question, p99", float(late), "ms", LATE),
        Figure(f"memory after {asked}", occupied, "MB", MEGABYTES),
    ]
