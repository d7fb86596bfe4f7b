"""The page of one account in a browser: what is wrong, missing, late or hostile."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from history.record import History
from serving.scores.opening import Live
from serving.wording import Language, texts
from tests.serving.business import reopened

Json = dict[str, Any]
HOSTILE = "<script>alert(1)</script> \"quoted\" & 'so' " + "长" * 150


@pytest.mark.parametrize(
    ("status", "said"), [(500, "The service failed"), (403, "needs the scope score"), (0, "cannot be reached")]
)
def test_what_goes_wrong_is_said(page: Page, account: Json, status: int, said: str) -> None:
    """In a sentence, instead of the account."""
    problem = json.dumps({"status": status, "detail": "This call needs a key with the scope `score`."})
    page.route(
        "**/v1/accounts/**",
        lambda route: route.fulfill(status=status, body=problem) if status else route.abort(),
    )
    page.goto(f"/accounts/{account['id']}?lang=en")

    expect(page.locator("#account-error")).to_contain_text(said)
    expect(page.locator("#account-body")).to_be_hidden()


@pytest.mark.parametrize(("kind", "lang"), [("accounts", "zh"), ("leads", "en")])
def test_nobody_is_said(page: Page, kind: str, lang: Language) -> None:
    """With the status that browsers and crawlers know."""
    answer = page.goto(f"/{kind}/nobody%2Fat%20all?lang={lang}")

    assert answer is not None
    assert 404 == answer.status
    expect(page.locator("#account-error")).to_have_text(texts(lang)[f"error_{kind.removesuffix('s')}"])


def test_waiting_is_shown(page: Page, account: Json) -> None:
    """After a moment without an answer a bar says that the page works."""
    held: list[Any] = []
    page.route("**/v1/accounts/**", lambda route: held.append(route))
    page.goto(f"/accounts/{account['id']}?lang=en")

    expect(page.locator("html")).to_have_class(re.compile("waiting"))
    expect(page.locator("#account")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator("#account-body")).to_be_visible()


def test_hostile_names_stay_text(
    page: Page, live: Live, account: Json, another: Callable[[Live], httpx.Client], complaints: list[str]
) -> None:
    """An id and a name like tags, quotes, and very long: no script runs, nothing is wider than the screen."""
    name = f"{HOSTILE}/1?x#y"[:190]

    def hostile(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(account_id=rows["account_id"].replace({account["id"]: name}))

    tables = {key: hostile(rows) if "account_id" in rows else rows for key, rows in live.history.tables.items()}
    mine = tables["accounts"]["account_id"] == name
    tables["accounts"] = tables["accounts"].assign(name=tables["accounts"]["name"].mask(mine, HOSTILE))
    ours = tables["signals"]["account_id"] == name
    tables["signals"] = tables["signals"].assign(
        title=tables["signals"]["title"].mask(ours, "<img src=x onerror=alert(1)>"),
        url=tables["signals"]["url"].mask(ours, "javascript:alert(1)"),
    )
    served = another(reopened(live, live.bundle, History.of(live.history.business, **tables)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{served.base_url}/accounts/{quote(name, safe='')}?lang=zh")

    expect(page.locator("h1")).to_have_text(HOSTILE.strip())
    expect(page.locator("#timeline li").first).to_be_visible()
    page.get_by_label("公开动态", exact=True).check()
    expect(page.locator("#timeline li.signals").first).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("a.outside[href^='javascript']")).to_have_count(0)
    assert 375 == page.evaluate("document.documentElement.scrollWidth")
    assert [] == complaints
