"""All figures of a stretch of days beside those of the one before: questions and notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from jobs.figures.figure_values import Figures
from jobs.figures.notice_figures import stretch_figures
from jobs.figures.question_figures import question_figures, total_asked
from jobs.figures.question_values import Asked, QuestionFigures
from jobs.figures.stretches import Compared
from knowledge.calendar_shapes import CalendarEntry


@dataclass(frozen=True, slots=True)
class Overview:
    """What was asked and sent in a stretch, and before it; `counted_at` says up to when."""

    compared: Compared
    counted_at: datetime
    questions: QuestionFigures
    asked_before: Asked
    notices: Figures
    notices_before: Figures

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell, neither of the stretch nor of the one before."""
        questions = self.questions.total + self.asked_before
        sendings = self.notices.sendings + self.notices_before.sendings
        targets = self.notices.tally.targets + self.notices_before.tally.targets
        return not (questions.questions or questions.talk or sendings or targets)


def overview(
    session: Session, compared: Compared, *, calendar: Iterable[CalendarEntry], now: datetime
) -> Overview:
    """Count everything."""
    days = tuple(calendar)
    return Overview(
        compared=compared,
        counted_at=now,
        questions=question_figures(session, compared.now),
        asked_before=total_asked(session, compared.before),
        notices=stretch_figures(session, compared.now, calendar=days),
        notices_before=stretch_figures(session, compared.before, calendar=days),
    )
