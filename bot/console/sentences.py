"""A page that says one sentence, where there is no frame to put it in."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>明白</title><p>{sentence}</p>'
    '<p><a href="{home}">回到控制台</a></p></html>'
)


def sentence_page(request: Request, sentence: str, *, status: int) -> Response:
    """Say a sentence of ours, and lead back to the console."""
    home = request.scope["root_path"] + "/"
    return HTMLResponse(_PAGE.format(sentence=sentence, home=home), status_code=status)
