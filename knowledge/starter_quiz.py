"""The starter quiz, read strictly: questions on daily law with exactly one right option."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from knowledge.drafts import Citation
from knowledge.errors import BadInput
from knowledge.starter_files import FOLDER
from knowledge.starter_shapes import Cited, Slug, Strict, Words
from knowledge.strict_yaml import read

LETTERS = "ABCD"
TRUE_OR_FALSE = ("对", "错")


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("应当写在一行里")
    return text


Question = Annotated[
    str, StringConstraints(min_length=6, max_length=120), AfterValidator(_one_line)
]
Option = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_one_line)]
Explanation = Annotated[
    str, StringConstraints(min_length=20, max_length=120), AfterValidator(_one_line)
]


class QuizEntry(Strict):
    """One question: four options, or 对 and 错; `right` is the letter of the right one."""

    id: Slug
    question: Question
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=4)]
    right: Literal["A", "B", "C", "D"]
    explanation: Explanation
    level: Annotated[int, Field(ge=1, le=3)]
    citations: Annotated[tuple[Cited, ...], Field(min_length=1, max_length=5)]
    checked_on: date

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if len(self.options) != 4 and self.options != TRUE_OR_FALSE:
            raise ValueError("选择题要有四个选项，判断题写 [对, 错]")
        if len(set(self.options)) != len(self.options):
            raise ValueError("有两个选项相同")
        if LETTERS.index(self.right) >= len(self.options):
            raise ValueError(f"没有 {self.right} 这个选项")
        return self


class QuizFile(Strict):
    """The questions of one topic."""

    topic: Words
    questions: Annotated[tuple[QuizEntry, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question to put to residents; `right` counts the options from 0."""

    key: str
    topic: str
    question: str
    options: tuple[str, ...]
    right: int
    explanation: str
    level: int
    citations: tuple[Citation, ...]
    checked_on: date
    origin: str

    @property
    def is_true_or_false(self) -> bool:
        """Whether the question is answered with 对 or 错."""
        return self.options == TRUE_OR_FALSE


def load_quiz(folder: Path = FOLDER) -> tuple[QuizQuestion, ...]:
    """Read the questions of every topic; no key and no question occurs twice."""
    questions: list[QuizQuestion] = []
    known: set[str] = set()
    for path in sorted(folder.glob("quiz-*.yaml")):
        content, lines = read(path, QuizFile)
        for place, entry in enumerate(content.questions):
            for name in (entry.id, entry.question):
                if name in known:
                    line = lines["questions", place]
                    raise BadInput(f"{path.name} 第 {line} 行：“{name}”已经在前面写过了")
                known.add(name)
            questions.append(_question(entry, content.topic, path.name))
    if not questions:
        raise BadInput("起步知识库里没有 quiz-*.yaml 文件")
    return tuple(questions)


def _question(entry: QuizEntry, topic: str, origin: str) -> QuizQuestion:
    return QuizQuestion(
        key=entry.id,
        topic=topic,
        question=entry.question,
        options=entry.options,
        right=LETTERS.index(entry.right),
        explanation=entry.explanation,
        level=entry.level,
        citations=tuple(Citation(cited.law, cited.article) for cited in entry.citations),
        checked_on=entry.checked_on,
        origin=origin,
    )
