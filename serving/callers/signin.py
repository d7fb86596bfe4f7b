"""The page that asks a person for a key, once; the browser then keeps it in a cookie that no script can read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Scope

from serving.access import is_page
from serving.wording import Language, preferred

COOKIE = "leadcast_key"
SESSION = "/session"
TEMPLATES = Path(__file__).parent.parent / "page" / "templates"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "Leadcast · 登录",
        "refused": "这把密钥不能打开此页面：它可能已过期、已被吊销，或输入有误。",
        "key": "API 密钥",
        "enter": "进入",
        "how": "没有密钥？请管理员在服务器上运行：",
        "program": "程序调用时，请随每个请求发送：",
    },
    "en": {
        "title": "Leadcast · Sign in",
        "refused": "This key does not open the page: it may have expired, been revoked, or been mistyped.",
        "key": "API key",
        "enter": "Open the page",
        "how": "No key yet? Ask whoever runs the server for one:",
        "program": "Programs send it with every request:",
    },
}


def asks_for_page(scope: Scope) -> bool:
    """Whether a person wants to see one of the pages."""
    return bool(is_page(scope["path"]) and "text/html" in Headers(scope=scope).get("accept", ""))


def sign_in_page(scope: Scope, headers: Mapping[str, str]) -> HTMLResponse:
    """401 with a form for the key, in the reader's language; says so if the key of the cookie is no longer good."""
    given = Headers(scope=scope)
    lang = preferred(given.get("accept-language", ""))
    html = _template().render(
        words=TEXTS[lang],
        lang=lang,
        action=SESSION,
        to=quote(scope["path"]),
        scopes="plan" if scope["path"] == "/" else "score",
        is_refused=COOKIE in given.get("cookie", ""),
    )
    told = {"content-security-policy": POLICY, "content-language": lang, "vary": "accept-language, cookie"}
    return HTMLResponse(html, 401, {**headers, **told})


@cache
def _template() -> Any:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("signin.html")
