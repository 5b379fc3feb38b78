"""The picture of a notice that is being written: kept at once, shown only to whoever may."""

from starlette.datastructures import UploadFile

from bot.console.pages import Pages, Sent, Told
from bot.console.visit import Visit
from bot.people import Role
from jobs.writing.pictures import MOST_BYTES, Picture, keep_picture
from knowledge.errors import BadInput, NotAllowed, NotFound

pages = Pages()

GONE = "没有这张图片，请重新选一张。"
_MARK = "picture"


@pages.act("/notices/pictures", role=Role.WORKER)
def bring(visit: Visit) -> Told:
    """Keep a picture as soon as it was chosen, and give the mark by which the form names it."""
    upload = visit.file("picture_file")
    if upload is None:
        raise BadInput("还没有选图片。")
    signed = mark(visit, _kept(visit, upload))
    return Told({"picture": signed, "address": address(visit, signed)})


@pages.show("/notices/pictures/{signed}", role=Role.WORKER)
def show(visit: Visit, signed: str) -> Sent:
    """Show a picture to whoever brought it or opened a notice with it."""
    picture = visit.session.get(Picture, _number(visit, signed))
    if picture is None:
        raise NotFound(GONE)
    return Sent(picture.content, kind=picture.kind)


def chosen_picture(visit: Visit, *, take: bool) -> int | None:
    """Give the picture that the form names or (`take`) brings; nothing where it has none."""
    upload = visit.file("picture_file") if take else None
    if upload is not None:
        return _kept(visit, upload)
    signed = visit.word("picture")
    if not signed or visit.word("picture_drop"):
        return None
    try:
        return _number(visit, signed)
    except NotFound as error:
        raise BadInput(GONE) from error


def mark(visit: Visit, picture: int | None) -> str:
    """Name a picture to a form so that nobody else can name it; nothing for none."""
    return visit.vault.sign(f"{_MARK}:{visit.person.id}:{picture}") if picture else ""


def address(visit: Visit, signed: str) -> str:
    """Say where a picture is shown."""
    return visit.url(f"/notices/pictures/{signed}") if signed else ""


def _number(visit: Visit, signed: str) -> int:
    try:
        kind, person, number = visit.vault.verify(signed).split(":")
    except (NotAllowed, ValueError):
        raise NotFound(GONE) from None
    if kind != _MARK or person != str(visit.person.id):
        raise NotFound(GONE)
    return int(number)


def _kept(visit: Visit, upload: UploadFile) -> int:
    with upload.file as file:
        content = file.read(MOST_BYTES + 1)
    if not content:
        raise BadInput("图片是空的，请重新选一张。")
    return keep_picture(visit.session, content)
