"""The mark in every form of ours that no other page can know, checked by the library."""

from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette_admin.security.csrf import CSRFMiddleware

from bot.console.sentences import sentence_page

STALE = "这一页开得太久了，刚才这一步没有执行。请返回，把写好的内容留一份，刷新页面再提交。"


class Marks(CSRFMiddleware):
    """Refuses in Chinese, and leaves no uploaded file open."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Pass on what carries the mark."""
        response = await super().dispatch(request, call_next)
        if not isinstance(response, PlainTextResponse):  # only a refusal is made here
            return response
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"detail": STALE}, status_code=response.status_code)
        return sentence_page(request, STALE, status=response.status_code)

    async def _get_submitted_token(self, request: Request) -> str | None:
        token = await super()._get_submitted_token(request)
        await request.close()  # pages read the form themselves, from the same bytes
        return token
