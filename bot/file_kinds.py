"""The kinds of file that can be imported and exported."""

from enum import StrEnum


class FileKind(StrEnum):
    """What a file to import holds."""

    FAQ = "faq"
    LAW = "law"
    REPORT = "report"
    GUIDE = "guide"
    GROUPS = "groups"


class ListKind(StrEnum):
    """What a list to export holds."""

    FAQ = "faq"
    GROUPS = "groups"
    VERDICTS = "verdicts"
