"""Signing in to the pages: the key moves from a form into a cookie."""

from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from serving.access import is_page
from serving.callers.origins import is_foreign
from serving.callers.signin import COOKIE, SESSION
from serving.keys import id_of

router = APIRouter(include_in_schema=False)


@router.post(SESSION)
async def post_session(request: Request) -> Response:
    """Keep the key of the form until the browser is closed, and lead on to the page asked for; without one, forget it.

    Whether the key is good is said by what it opens.
    """
    if is_foreign(request.scope):
        raise HTTPException(403, "Sign in on the page itself.")
    form = parse_qs((await request.body()).decode("ascii", "replace"))
    key = form.get("key", [""])[0].strip()
    # Only to a page of this service: no address of elsewhere begins with one slash and one of these names.
    to = form.get("to", ["/"])[0]
    answer = Response(
        status_code=303, headers={"location": to if is_page(to) and to.isascii() and to.isprintable() else "/"}
    )
    flags: dict[str, Any] = {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}
    # Text that is no key is kept as a word that is none either, so that the page can say so.
    if key:
        answer.set_cookie(COOKIE, key if id_of(key) else "none", **flags)
    else:
        answer.delete_cookie(COOKIE, **flags)
    return answer
