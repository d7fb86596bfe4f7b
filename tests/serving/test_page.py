"""The planner's page as it comes from the server."""

import copy
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

import serving
from serving.routes.page import plotly_file
from serving.scores.opening import Live
from serving.wording import texts

PAGE = Path(serving.__file__).parent / "page"
OWN = [path for path in sorted(PAGE.rglob("*")) if path.suffix in (".html", ".css", ".js", ".svg")]


@pytest.mark.parametrize(
    ("query", "header", "lang", "tag"),
    [
        ("", "zh-CN,zh;q=0.9", "zh", "zh-CN"),
        ("", "en-US", "en", "en"),
        ("?lang=en", "zh-CN", "en", "en"),
        ("?lang=zh", "en", "zh", "zh-CN"),
        ("?lang=xx", "zh", "zh", "zh-CN"),
    ],
)
def test_the_page_comes_in_the_readers_language(
    api: httpx.Client, query: str, header: str, lang: str, tag: str
) -> None:
    """As asked in the address, else as the browser prefers; caches are told so."""
    answer = api.get(f"/{query}", headers={"accept-language": header})

    assert (lang, "accept-language") == (answer.headers["content-language"], answer.headers["vary"])
    assert f'<html lang="{tag}">' in answer.text
    assert texts("zh" if lang == "zh" else "en")["ask_heading"] in answer.text


def test_simulated_data_say_so(api: httpx.Client, live: Live, another: Callable[[Live], httpx.Client]) -> None:
    """A banner for a model of simulated data, none for a model of real ones."""
    card = {"simulated": False}
    real = Live(**vars(live) | {"bundle": type(live.bundle)(**vars(live.bundle) | {"card": card})})
    banner = f'<p class="simulated" role="note"><span class="wide">{texts("en")["simulated"]}'

    assert banner in api.get("/?lang=en").text
    assert banner not in another(real).get("/?lang=en").text


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    """Our own files name no other address than XML's."""
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text(encoding="utf-8")))

    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_no_script_stands_in_the_page(api: httpx.Client) -> None:
    """Scripts are files; the one block is data, and no handler stands in an attribute."""
    html = api.get("/").text
    blocks = re.findall(r"<script([^>]*)>", html)

    assert ["application/json", "module"] == [re.findall(r'type="([^"]+)"', block)[0] for block in blocks]
    assert [] == re.findall(r"\son\w+=", html)


def test_the_page_runs_nothing_but_our_own_scripts(api: httpx.Client) -> None:
    """Its policy says so to the browser, and lets a picture be saved; other answers keep the stricter one."""
    policy = api.get("/").headers["content-security-policy"]
    other = api.get("/v1/models").headers["content-security-policy"]

    assert {"default-src 'none'", "script-src 'self'", "img-src 'self' data: blob:"} <= set(policy.split("; "))
    assert "blob:" not in other


def test_names_cannot_break_out_of_the_page(live: Live, another: Callable[[Live], httpx.Client]) -> None:
    """A region that is named like a tag stays text."""
    sandbox = copy.copy(live.sandbox)
    assert sandbox is not None
    sandbox.regions = ("</script><script>alert(1)</script>",)

    html = another(Live(**vars(live) | {"sandbox": sandbox})).get("/").text

    assert "<script>alert" not in html
    assert "\\u003c/script\\u003e" in html


def test_plotly_is_the_installed_one_and_kept_for_good(api: httpx.Client) -> None:
    """Its address in the page carries its version."""
    address = re.findall(r'"plotly": "(/static/plotly.min.js\?v=[\d.]+)"', api.get("/").text)[0]
    answer = api.get(address)

    assert plotly_file().stat().st_size == len(answer.content)
    assert "immutable" in answer.headers["cache-control"]


def test_our_own_files_are_asked_for_again(api: httpx.Client) -> None:
    """By ETag, so that a new version is seen at once."""
    first = api.get("/static/planner.js")
    again = api.get("/static/planner.js", headers={"if-none-match": first.headers["etag"]})

    assert (200, 304) == (first.status_code, again.status_code)
    assert "text/javascript" in first.headers["content-type"]


def test_the_page_answers_head(api: httpx.Client) -> None:
    """For those who only look whether it is there."""
    assert (200, b"") == (api.head("/").status_code, api.head("/").content)


def test_every_text_is_used_and_every_text_used_exists() -> None:
    """Templates, scripts and the terminal name exactly the texts that there are."""
    known = set(texts("zh"))
    sources = [
        *OWN,
        *(
            PAGE.parent / name
            for name in ("wording.py", "listing.py", "planner/terminal.py", "planner/terminal_tables.py")
        ),
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    spoken = set(re.findall(r"(?:page\.texts|\btext)\.(\w+)", code)) | set(re.findall(r'\bsay\(\s*"(\w+)"', code))
    spoken -= {"format", "replace", "includes", "textContent", "length", "slice", "before", "after"}

    assert set() == spoken - known
    assert set() == {key for key in known if not re.search(rf"\b{key}\b", code)}
