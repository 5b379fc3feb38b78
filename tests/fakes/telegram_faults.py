"""A refusal of Telegram, in its words."""

_NAMES = {400: "Bad Request", 403: "Forbidden", 409: "Conflict"}


class Fault(Exception):
    """Why a call is refused; `parameters` are what a program is told beside the words."""

    def __init__(self, said: str, *, status: int = 400, **parameters: int) -> None:
        super().__init__(said)
        self.status, self.parameters = status, parameters

    @property
    def description(self) -> str:
        """The whole sentence."""
        return f"{_NAMES[self.status]}: {self}"
