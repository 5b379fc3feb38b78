"""Lists with search, order, filters, pages and export; read-only unless a list says otherwise."""

from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette_admin.contrib.sqlmodel import ModelView
from starlette_admin.export import CsvExporter

from bot.console.person import Person
from bot.people import Role


class Listing(ModelView):
    """A table as a list; `least` may see it, `row_page` is our own page for a row.

    Override `get_list_query` and `get_count_query` together to show a person only their rows.
    """

    least: ClassVar[Role] = Role.DRAFTER
    row_page: ClassVar[str] = ""  # /entries/{pk}
    lead: ClassVar[str] = ""  # what to do here, in one sentence
    add_page: ClassVar[tuple[str, str]] = ("", "")  # where one is added, and the button's words
    list_template = "console/list.html"
    column_visibility = False  # it would need a script within an attribute
    page_size = 20
    page_size_options: Sequence[int] = (10, 20, 50, 100)
    exporters = (CsvExporter(escape_formulas=True),)
    importers = ()
    actions = ("export",)
    row_actions = ()

    def person(self, request: Request) -> Person:
        """Give who is signed in."""
        person: Person = request.state.person
        return person

    def is_accessible(self, request: Request) -> bool:
        """Whether the person may see this list at all."""
        person = request.state.person
        return person is not None and person.at_least(self.least)

    def can_create(self, request: Request) -> bool:  # noqa: ARG002
        """Nothing is added but by a page that asks the rules."""
        return False

    def can_edit(self, request: Request) -> bool:  # noqa: ARG002
        """Nothing is changed but by a page that asks the rules."""
        return False

    def can_delete(self, request: Request) -> bool:  # noqa: ARG002
        """Nothing is deleted but by a page that asks the rules."""
        return False

    def can_view_detail(self, request: Request) -> bool:  # noqa: ARG002
        """A row with a page of its own is shown there."""
        return not self.row_page

    def row_link(self, request: Request, pk: Any) -> str:
        """Address the page of a row."""
        root = request.scope["root_path"]
        return f"{root}{self.row_page.format(pk=pk)}" if self.row_page else ""
