"""Timelines: GET /v1/accounts/{id}/timeline and GET /v1/leads/{id}/timeline."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pandas as pd
import pytest

from features.signals import is_first_look
from history.indexed import Indexed
from history.names import Names
from history.record import History
from models.dossier import Dossier, Row, dossiers
from serving.accounts.timeline import Timeline
from serving.accounts.timeline_wording import PHRASES
from serving.scores.opening import Live, open_on, promoted
from serving.settings import Settings

Json = dict[str, Any]


def pages(api: httpx.Client, path: str, **asked: str | int) -> Iterator[Json]:
    """All pages, from the first to the last."""
    cursor: str | None = None
    while True:
        answer = api.get(path, params=asked | ({"cursor": cursor} if cursor else {}))
        assert 200 == answer.status_code, answer.text
        yield answer.json()
        if (cursor := answer.json()["next_cursor"]) is None:
            return


def rows_of(dossier: Dossier) -> list[Row]:
    """All that a dossier holds, but for the notes of first looks."""
    return [row for rows in dossier.rows.values() for row in rows if not is_first_look(row.values.get("details"))]


def path_of(entity: str, name: str) -> str:
    """Where a timeline is."""
    return f"/v1/{entity}s/{quote(name, safe='')}/timeline"


@pytest.fixture(scope="module")
def busiest(history: History) -> str:
    """The account with the most signals."""
    return str(history["signals"]["account_id"].value_counts().idxmax())


def test_each_row_of_the_dossier_stands_there_once(
    api: httpx.Client, history: History, live: Live, busiest: str
) -> None:
    """Over all pages, for an account and for a lead; the total says how many."""
    lead = str(history["leads"].query("account_id == @busiest")["lead_id"].iloc[0])
    for entity, name in (("account", busiest), ("lead", lead)):
        found = list(pages(api, path_of(entity, name), limit=7))
        shown = Counter((item["table"], *item["key"]) for page in found for item in page["items"])
        dossier = dossiers(history, entity, [name], live.as_of)[name]
        held = Counter((row.table, *row.key) for row in rows_of(dossier))

        assert held == shown
        assert {sum(held.values())} == {page["total"] for page in found}


def test_a_first_look_is_no_signal(history: History, live: Live, busiest: str) -> None:
    """It is in no list, and counted nowhere."""
    signals = history["signals"].query("account_id == @busiest")
    mine = signals[~signals["details"].map(is_first_look)]
    note = mine.iloc[[0]].assign(signal_id="look", details='{"first_look": true}')
    tables = dict(history.tables) | {"signals": pd.concat([mine, note], ignore_index=True)}
    timeline = Timeline(dossiers(History(tables, history.business), "account", [busiest], live.as_of)[busiest])

    assert len(mine) == timeline.counts["signals"] == timeline.stretch("signals", 1).total
    assert [] == timeline.where(lambda told: told.key == ("look",))


def test_the_newest_comes_first(api: httpx.Client, busiest: str) -> None:
    """Over all pages and kinds."""
    times = [
        pd.Timestamp(item["at"]) for page in pages(api, path_of("account", busiest), limit=9) for item in page["items"]
    ]

    assert sorted(times, reverse=True) == times


def test_it_can_be_filtered(api: httpx.Client, busiest: str) -> None:
    """By table, and by kind; together the tables hold everything."""
    path = path_of("account", busiest)
    tables = ("accounts", "leads", "stage_changes", "activities", "orders", "signals")
    total = {table: api.get(path, params={"kind": table}).json()["total"] for table in tables}
    calls = [item for page in pages(api, path, kind="call") for item in page["items"]]

    assert api.get(path).json()["total"] == sum(total.values())
    assert {table: count for table, count in total.items() if count} == api.get(path).json()["counts"]
    assert {"activities"} == {item["table"] for item in calls}
    assert {"call"} == {item["kind"] for item in calls}
    assert 0 == api.get(path, params={"kind": "nonesuch"}).json()["total"]


def test_nothing_is_shown_before_it_was_known(
    settings: Settings, live: Live, history: History, another: Callable[[Live], httpx.Client], busiest: str
) -> None:
    """A service that stands at an earlier moment shows what was recorded by then, and all of that."""
    then = live.as_of - pd.Timedelta(days=60)
    earlier = open_on(settings, promoted(settings), live.bundle, Indexed.of(history), then)
    shown = [item for page in pages(another(earlier), path_of("account", busiest), limit=200) for item in page["items"]]
    known = dossiers(history.known_by(then), "account", [busiest], then)[busiest]

    assert max(pd.Timestamp(item["recorded_at"]) for item in shown) <= then
    assert len(rows_of(known)) == len(shown)


def test_every_row_is_told_in_both_languages(history: History, live: Live) -> None:
    """One line each, with no placeholder left and no raw name of a column or of a kind that has a name."""
    ids = history["accounts"]["account_id"].unique()[:40].tolist()
    for dossier in dossiers(history, "account", ids, live.as_of).values():
        for item in Timeline(dossier).where(lambda _: True):
            for said in item.text:
                assert said
                assert not set("{}\n") & set(said)
                assert not any(raw in said for raw in ("None", "rep_id", "site_visit", "web_visit", "site_update"))


def test_stages_are_named_in_the_reader_s_words(history: History, live: Live) -> None:
    """As reasons name them, where they come from and where they go; no Chinese one is left in English."""
    ids = history["accounts"]["account_id"].unique()[:40].tolist()
    told = [
        item.text
        for dossier in dossiers(history, "account", ids, live.as_of).values()
        for item in Timeline(dossier).where(lambda each: each.table == "stage_changes")
    ]

    assert ("Stage: new → contacted", "阶段：新建 → 已联系") in {(text.en, text.zh) for text in told}
    assert [] == [text.en for text in told if re.match("Stage:.*[一-龥]", text.en)]


def test_a_changed_lead_says_what_changed(history: History, live: Live, busiest: str) -> None:
    """At the time at which that was recorded, not at that of the lead's creation."""
    lead = history["leads"].query("account_id == @busiest").iloc[[0]]
    later = live.as_of - pd.Timedelta(days=1)
    rows = pd.concat([history["leads"], lead.assign(value=123456.0, product="新产品", recorded_at=later)])
    grown = History.of(history.business, **{**history.tables, "leads": rows})

    (change, *_) = Timeline(dossiers(grown, "account", [busiest], live.as_of)[busiest]).where(
        lambda told: told.key == (lead["lead_id"].item(), later.isoformat())
    )

    before = lead.iloc[0]
    assert later == change.evidence.at
    assert change.text.en.startswith(f"Lead changed: product {before['product']} → 新产品, value ")
    assert change.text.zh.startswith(f"线索变更：产品 {before['product']} → 新产品，金额 ")
    assert change.text.zh.endswith("→ 123,456")


def test_names_are_those_that_readers_know(history: History, live: Live, busiest: str) -> None:
    """In English where the settings say an English one; in Chinese the history's own."""
    called = Names(also={"官网": ("Website",), "展会": ("Trade fairs",), "华东": ("East",), "华南": ("South",)})
    named = History(history.tables, history.business.naming(called))
    timeline = Timeline(dossiers(named, "account", [busiest], live.as_of)[busiest])
    told = [item.text for item in timeline.stretch(None, 1_000).items if item.evidence.kind in ("lead", "account")]

    assert re.search("source (Website|Trade fairs)", " ".join(text.en for text in told))
    assert re.search("来源 ?(官网|展会)", " ".join(text.zh for text in told))
    assert not re.search("官网|展会|华东|华南", " ".join(text.en for text in told))


def test_a_cursor_holds_while_rows_come_in(history: History, live: Live, busiest: str) -> None:
    """The next page goes on where the last one ended, whatever is new above it."""
    whole = Timeline(dossiers(history, "account", [busiest], live.as_of)[busiest])
    earlier = Timeline(dossiers(history, "account", [busiest], live.as_of - pd.Timedelta(days=30))[busiest])
    cursor = earlier.stretch(None, 5).cursor

    now, then = (each.stretch(None, 5, cursor).items for each in (whole, earlier))
    assert len(whole.stretch(None, 1_000).items) > len(earlier.stretch(None, 1_000).items)
    assert [item.evidence.key for item in then] == [item.evidence.key for item in now]


@pytest.mark.slow
def test_what_was_just_stored_stands_in_the_timeline(
    own: Settings, served: Callable[[Settings], httpx.Client], busiest: str
) -> None:
    """On top, once its account has been scored anew; the page then speaks as of that score."""
    client, path = served(own), path_of("account", busiest)
    before = client.get(path).json()
    row = {"activity_id": "new", "account_id": busiest, "kind": "call", "direction": "in"}
    row["happened_at"] = (pd.Timestamp(before["items"][0]["at"]) + pd.Timedelta(hours=1)).isoformat()
    event = {"specversion": "1.0", "id": "1", "source": "/crm", "type": "leadcast.activities", "data": row}
    headers = {"content-type": "application/cloudevents+json"}
    assert 202 == client.post("/v1/events", content=json.dumps(event), headers=headers).status_code

    until = time.monotonic() + 30
    while (now := client.get(path).json())["total"] == before["total"] and time.monotonic() < until:
        time.sleep(0.1)

    assert (before["total"] + 1, ["new"]) == (now["total"], now["items"][0]["key"])
    assert before["items"] == now["items"][1:] + before["items"][-1:]
    told = client.get(f"/v1/accounts/{busiest}", params={"plans": False, "change": False}).json()
    assert now["items"][0]["recorded_at"] <= told["as_of"] == told["scores"][-1]["as_of"]


@pytest.mark.parametrize("cursor", ["x", "!", "W10", "WzEsMiwzLFtdXQ", "A" * 1_000])
def test_a_bad_cursor_is_refused(api: httpx.Client, busiest: str, cursor: str) -> None:
    """With a problem that says which parameter."""
    answer = api.get(path_of("account", busiest), params={"cursor": cursor})

    assert (422, "cursor") == (answer.status_code, answer.json()["errors"][0]["parameter"])


def test_a_timeline_of_nobody(api: httpx.Client) -> None:
    """Is no empty one, but a problem."""
    answer = api.get("/v1/accounts/nobody/timeline")

    assert (404, "urn:leadcast:problem:unknown-id") == (answer.status_code, answer.json()["type"])


def test_both_languages_have_the_same_messages() -> None:
    """None is missing in either."""
    assert PHRASES.keys("en") == PHRASES.keys("zh")
