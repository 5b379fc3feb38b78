"""The kinds of file that can be imported."""

from enum import StrEnum


class FileKind(StrEnum):
    """What a file to import holds."""

    FAQ = "faq"
    LAW = "law"
    REPORT = "report"
    GUIDE = "guide"
