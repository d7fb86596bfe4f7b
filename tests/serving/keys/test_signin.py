"""People who sign in by a browser."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import httpx
import pytest
from playwright.sync_api import Browser, expect

from serving.wording import texts as page_texts
from tests.serving.keys.keyed import PLAN, Keyed


@pytest.fixture
def visitor(keyed: Keyed) -> Iterator[httpx.Client]:
    """A browser's manners: it keeps cookies and wants HTML."""
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    with httpx.Client(base_url=keyed.client.base_url, headers=headers, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "API 密钥"), ("en", "API key")])
def test_a_person_without_a_key_is_asked_for_one(visitor: httpx.Client, language: str, said: str) -> None:
    """In their language, on a page that runs no script."""
    answer = visitor.get("/", headers={"accept-language": language})

    assert (401, True) == (answer.status_code, said in answer.text)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "form-action 'self'" in answer.headers["content-security-policy"]


def test_a_key_is_entered_once(visitor: httpx.Client, texts: dict[str, str]) -> None:
    """The page opens, its calls work, and no script or other site gets at the cookie; an empty form signs out."""
    answer = visitor.post("/session", data={"key": f" {texts['plan']} "})

    assert (303, "/") == (answer.status_code, answer.headers["location"])
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))
    assert [200, 200, 403] == [visitor.get(path).status_code for path in ("/", "/v1/scenarios", "/v1/intent")]
    visitor.post("/session", data={"key": ""})
    assert 401 == visitor.get("/").status_code


@pytest.mark.parametrize(
    ("path", "scope"), [("/today", "score"), ("/accounts/%E5%90%8D%2F1", "score"), ("/leads/x", "score"), ("/", "plan")]
)
def test_signing_in_leads_to_the_page_that_was_asked_for(
    visitor: httpx.Client, texts: dict[str, str], path: str, scope: str
) -> None:
    """Which says what scope its key needs."""
    shown = visitor.get(path)
    to = unquote(re.findall(r'name="to" value="([^"]*)"', shown.text)[0])
    answer = visitor.post("/session", data={"to": quote(to), "key": texts[scope]})

    assert (401, True) == (shown.status_code, f"--scope {scope}<" in shown.text)
    assert (303, unquote(path)) == (answer.status_code, unquote(answer.headers["location"]))


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/today", "/v1/events", "/accounts/\r\nx", "/today/é", ""]
)
def test_signing_in_leads_nowhere_else(visitor: httpx.Client, texts: dict[str, str], to: str) -> None:
    """But to the first page."""
    answer = visitor.post("/session", data={"to": to, "key": texts["plan"]})

    assert (303, "/") == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize("text", ["xyzzy", "lc_\r\nset-cookie: a=b", "ключ", f"lc_{'0' * 12}_{'0' * 64}"])
def test_a_key_that_is_none_is_said_on_the_page(visitor: httpx.Client, text: str) -> None:
    """Nothing of what was typed comes back."""
    answer = visitor.post("/session", data={"key": text})
    assert ["set-cookie"] == [name for name in answer.headers if name == "set-cookie"]
    shown = visitor.get("/")

    assert (401, True, False) == (shown.status_code, 'role="alert"' in shown.text, text in shown.text)


def test_other_sites_cannot_use_the_cookie(visitor: httpx.Client, texts: dict[str, str]) -> None:
    """Neither to change something nor to sign somebody in."""
    visitor.post("/session", data={"key": texts["plan"]})
    foreign = {"sec-fetch-site": "cross-site"}

    assert 403 == visitor.post("/v1/scenarios", json=PLAN, headers=foreign).status_code
    assert 403 == visitor.post("/session", data={"key": texts["plan"]}, headers=foreign).status_code
    assert 201 == visitor.post("/v1/scenarios", json=PLAN).status_code


@pytest.mark.slow
def test_a_planner_signs_in_with_a_browser(browser: Browser, keyed: Keyed, texts: dict[str, str]) -> None:
    """A wrong key is said, the right one opens the page, which then asks and saves; no script sees the key."""
    save = "body => fetch('/v1/scenarios', {method: 'POST', body, headers: {'content-type': 'application/json'}})"
    with browser.new_context(locale="zh-CN", base_url=str(keyed.client.base_url)) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("API 密钥").fill("lc_none")
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("不能打开此页面")
        page.get_by_label("API 密钥").fill(texts["plan"])
        page.get_by_role("button").click()
        expect(page).to_have_title(page_texts("zh")["title"])

        assert 201 == page.evaluate(f"body => ({save})(body).then(answer => answer.status)", json.dumps(PLAN))
        assert "" == page.evaluate("document.cookie")
