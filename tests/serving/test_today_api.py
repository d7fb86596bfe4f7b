"""The morning list by API and as CSV."""

import asyncio
import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pandas as pd
import pytest

from models.today.result import Person, TopEntry, Wanted
from serving.lifespan import Clock
from serving.schemas.today import TodayOut
from serving.scores.opening import Live
from serving.today.csv import NAMES, csv_of
from serving.today.mornings import Mornings
from serving.today.today import Morning

NOON = datetime(2026, 9, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def morning(live: Live, awaited: Callable[..., Any]) -> Morning:
    """What the server should answer from."""
    return awaited(Mornings(lambda: NOON).of, live)


@pytest.mark.parametrize("asked", [{}, {"region": "华东", "limit": 5}, {"limit": 500}])
def test_the_answer_is_the_list(api: httpx.Client, morning: Morning, asked: dict[str, str | int]) -> None:
    """To the last digit; twenty accounts if nothing else is asked for."""
    wanted = Wanted(None, asked.get("region"), asked.get("limit", 20))

    answer = api.get("/v1/today", params=asked)

    assert 200 == answer.status_code
    assert TodayOut.of(morning.today(wanted)).model_dump(mode="json", by_alias=True) == answer.json()


def test_the_answer_has_the_names_that_were_agreed(api: httpx.Client, live: Live) -> None:
    """Times in UTC, texts in both languages, a rep with id and name, `from` and `to` of a region."""
    answer = api.get("/v1/today").json()

    assert live.as_of.isoformat() == answer["as_of"].replace("Z", "+00:00")
    assert ("account", "3", 7.0, True, True) == tuple(
        answer[name] for name in ("entity", "model", "horizon_days", "simulated", "currency_known")
    )
    first, risk, signal = (answer[part][0] for part in ("top", "at_risk", "signals"))
    assert {"id", "name"} == set(first["rep"])
    assert {"low", "high"} == set(first["interval"])
    assert {"key", "en", "zh", "evidence"} == set(risk["causes"][0])
    assert risk["stage"] == risk["stage_name"]["zh"] != risk["stage_name"]["en"]
    assert {"table", "key", "kind", "at", "recorded_at", "account_id", "topics", "relevance"} <= set(signal)
    assert "from" in TodayOut.model_json_schema(by_alias=True)["$defs"]["RegionBelowOut"]["properties"]


def test_a_reps_list_is_that_reps(api: httpx.Client, morning: Morning) -> None:
    """By id."""
    rep = next(each.id for each in morning.reps if each)

    answer = api.get("/v1/today", params={"rep": rep}).json()

    assert answer["top"]
    assert {rep} == {each["rep"]["id"] for part in ("top", "at_risk", "signals") for each in answer[part]}


@pytest.mark.parametrize("path", ["/v1/today", "/v1/today.csv"])
@pytest.mark.parametrize(
    ("asked", "code", "parameter"),
    [
        ({"region": "火星"}, "unknown_name", "region"),
        ({"rep": "nobody"}, "unknown_name", "rep"),
        ({"limit": 0}, "greater_than_equal", "limit"),
        ({"limit": 501}, "less_than_equal", "limit"),
    ],
)
def test_a_wrong_question_is_named(
    api: httpx.Client, path: str, asked: dict[str, str | int], code: str, parameter: str
) -> None:
    """With the parameter, and what would be right."""
    answer = api.get(path, params=asked)

    assert (422, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert [(code, parameter)] == [(fault["code"], fault["parameter"]) for fault in answer.json()["errors"]]


def test_the_table_holds_the_top(api: httpx.Client) -> None:
    """With a mark for Excel, lines by RFC 4180, and a name with the day."""
    answer = api.get("/v1/today.csv", params={"limit": 7})
    top = api.get("/v1/today", params={"limit": 7}).json()["top"]

    assert "text/csv; charset=utf-8" == answer.headers["content-type"]
    assert 'filename="leadcast-today-2026-' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbfid,name,")
    assert answer.content.endswith(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [each["id"] for each in top] == [row["id"] for row in rows]
    for row, each in zip(rows, top, strict=True):
        assert [each["probability"], each["at_stake"]] == [float(row["probability"]), float(row["at_stake"])]
        assert (each["reason"] or {"zh": ""})["zh"] == row["reason_zh"]
        assert (each["rep"] or {"id": ""})["id"] == row["rep_id"]


def entry(name: str | None) -> TopEntry:
    """An entry of that name, of which little is known."""
    return TopEntry("A", name, None, None, Person("=R", None), 0.5, 0.4, 0.6, "A", None, None, False, None)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx"])
def test_no_name_is_a_formula(name: str) -> None:
    """What a spreadsheet would work out is marked as text."""
    rows = list(csv.reader(io.StringIO(csv_of([entry(name)]), newline="")))

    assert (f"'{name}", "'=R") == (rows[1][NAMES.index("name")], rows[1][NAMES.index("rep_id")])


def test_what_is_unknown_is_an_empty_field() -> None:
    """And quotes and commas survive."""
    rows = list(csv.reader(io.StringIO(csv_of([entry(None), entry('a, "b"\r\nc')]), newline="")))

    assert ["", 'a, "b"\r\nc'] == [row[NAMES.index("name")] for row in rows[1:]]
    assert "" == rows[1][NAMES.index("at_stake")]


class Standing:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_a_list_is_made_once_for_a_score_book(live: Live, awaited: Callable[..., Any]) -> None:
    """Whoever asks at the same time or later gets the same."""

    async def asked() -> list[Morning]:
        mornings = Mornings(Standing())
        return [*await asyncio.gather(mornings.of(live), mornings.of(live)), await mornings.of(live)]

    first, *others = awaited(asked)
    assert all(each is first for each in others)


def test_new_scores_make_a_new_list_before_long(live: Live, awaited: Callable[..., Any]) -> None:
    """At once it may be that of just now, which says its own moment; a minute later it is as of the new scores."""
    later = replace(live.book, as_of=live.as_of + timedelta(hours=1))
    clock: Clock = Standing()
    mornings = Mornings(clock)

    async def asked(of: Live) -> pd.Timestamp:
        return pd.Timestamp((await mornings.of(of)).today(Wanted(limit=1)).as_of)

    async def all_asked() -> list[pd.Timestamp]:
        found = [await asked(live), await asked(replace(live, book=later))]
        clock.now += live.settings.rescore
        return [*found, await asked(replace(live, book=later))]

    assert [live.as_of, live.as_of, later.as_of] == awaited(all_asked)


def test_a_new_model_makes_a_new_list_at_once(live: Live, awaited: Callable[..., Any]) -> None:
    """No list is told to be by a model that it is not by."""
    another = replace(live, model="4", bundle=replace(live.bundle))
    mornings = Mornings(Standing())

    async def asked() -> list[str]:
        return [(await mornings.of(each)).today(Wanted(limit=1)).model for each in (live, another)]

    assert ["3", "4"] == awaited(asked)
