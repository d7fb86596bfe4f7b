"""Win curves by API."""

from typing import Any

import httpx
import pandas as pd
import pytest

from features.build import Rows, build
from features.frame import ENTITY
from history.indexed import Indexed
from history.record import History
from history.settings import Business
from models.artifact import Bundle
from serving.inline import taken
from serving.schemas.win import NewLeadIn
from serving.scores.opening import Live

NOW = pd.Timestamp("2026-02-01", tz="UTC")


def test_open_leads_have_the_model_s_own_curve(api: httpx.Client, live: Live) -> None:
    """Whoever else is asked about, and in the order asked: what the model says of the features built for everybody."""
    table = build(live.history, [live.as_of], Rows("lead", "open"), live.bundle.spec)
    assert live.bundle.win is not None
    assert live.bundle.win.open_leads is not None
    curves = live.bundle.win.open_leads.curves(table)
    picked = [5, 0, 5]

    answer = api.post(
        "/v1/win", json={"lead_ids": [str(table[ENTITY][row]) for row in picked], "days": [90, 30]}
    ).json()

    assert ["open"] * 3 == [result["status"] for result in answer["results"]]
    assert [[float(curves[row, 89]), float(curves[row, 29])] for row in picked] == [
        [each["probability"] for each in result["win"]] for result in answer["results"]
    ]


def test_leads_that_ended_or_are_unknown_have_no_curve(api: httpx.Client, history: History) -> None:
    """They say which of both, and no 0 stands for what is not known."""
    won = history["stage_changes"].query("stage == 'won'")["lead_id"].iloc[0]

    ended, unknown = api.post("/v1/win", json={"lead_ids": [won, "nobody"]}).json()["results"]

    assert ("ended", [], "unknown", []) == (ended["status"], ended["win"], unknown["status"], unknown["win"])


def test_a_lead_given_inline_has_intervals_and_parts(api: httpx.Client, bundle: Bundle) -> None:
    """On the usual days; the parts sum to the last chance, and names never seen are told."""
    lead = {"region": bundle.spec.regions[0], "source": "carrier pigeon"}

    (result,) = api.post("/v1/win", json={"leads": [lead]}).json()["results"]

    assert ("new", ["source"], None) == (result["status"], result["unseen"], result["id"])
    assert [7, 30, 90, 180] == [each["day"] for each in result["win"]]
    assert all(each["low"] <= each["probability"] <= each["high"] for each in result["win"])
    assert result["win"][-1]["probability"] == pytest.approx(sum(result["parts"].values()))


def test_a_row_of_leads_may_be_sent_as_it_is(api: httpx.Client, history: History) -> None:
    """It keeps its id, and has the region and industry of its account, as it would in the history."""
    account = history["accounts"].iloc[-1]
    row = {"lead_id": "N-1", "account_id": account["account_id"], "created_at": "2026-01-05T00:00:00Z", "value": 12.5}
    said = {"region": account["region"], "industry": account["industry"]}

    looked_up, told = api.post("/v1/win", json={"leads": [row, said]}).json()["results"]

    assert ("N-1", None) == (looked_up.pop("id"), told.pop("id"))
    assert said == {name: looked_up[name] for name in said}
    assert told == looked_up


def _accounts(**columns: list[Any]) -> pd.DataFrame:
    """Versions of the account A1, recorded one after the other."""
    count = len(columns["valid_from"])
    recorded = pd.date_range("2026-01-01", periods=count, tz="UTC")
    return pd.DataFrame({"account_id": ["A1"] * count, "region": [None] * count, "recorded_at": recorded} | columns)


def test_a_version_of_an_account_that_is_announced_does_not_hold_yet() -> None:
    """As for leads of the history, whose account has moved from the day on that it says."""
    moved = _accounts(region=["North", "South"], industry=["Retail"] * 2, valid_from=[NOW, NOW + pd.Timedelta("30D")])
    rows = Indexed.of(History({"accounts": moved}, Business(region=("account.region",))))
    leads = [NewLeadIn(account_id="A1")]

    (now,), (later,) = (taken(rows, leads, NOW + pd.Timedelta(days=days)) for days in (29, 30))

    assert ("North", "South") == (now.region, later.region)


def test_what_a_lead_says_itself_comes_first() -> None:
    """Then what the settings name, in their order; whoever is not in the history says nothing."""
    reps = pd.DataFrame(
        {"rep_id": ["R1", "R1"], "region": ["North", "East"], "recorded_at": pd.to_datetime([2, 1], utc=True)}
    )
    accounts = _accounts(industry=["Retail"], valid_from=[NOW])
    history = History(
        {"reps": reps, "accounts": accounts}, Business(region=("lead.source", "account.region", "rep.region"))
    )
    leads = [
        NewLeadIn(region="South", source="web", account_id="A1", rep_id="R1"),
        NewLeadIn(source="web", rep_id="R1"),
        NewLeadIn(account_id="A1", rep_id="R1"),
        NewLeadIn(account_id="A2", rep_id="R2"),
    ]

    found = taken(Indexed.of(history), leads, NOW)

    assert ["South", "web", "North", None] == [lead.region for lead in found]
    assert ["Retail", None, "Retail", None] == [lead.industry for lead in found]


def test_days_are_answered_in_the_order_asked(api: httpx.Client) -> None:
    """Each with its own chance."""
    one, other = (
        api.post("/v1/win", json={"leads": [{}], "days": days}).json()["results"][0]["win"]
        for days in ([60, 7], [7, 60])
    )

    assert one == other[::-1]


def test_nobody_asked_is_answered(api: httpx.Client) -> None:
    """An empty list is no error."""
    assert [] == api.post("/v1/win", json={"leads": []}).json()["results"]
    assert [] == api.post("/v1/win", json={"lead_ids": []}).json()["results"]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "one_of", ""),
        ({"lead_ids": ["a"], "leads": [{}]}, "one_of", ""),
        ({"leads": [{}], "reasons": 1}, "bool_type", "/reasons"),
        ({"leads": [{}], "days": [0]}, "greater_than_equal", "/days/0"),
        ({"leads": [{}], "days": [183]}, "less_than_equal", "/days/0"),
        ({"leads": [{}], "days": []}, "too_short", "/days"),
        ({"leads": [{}], "days": [7, 7]}, "repeated_days", ""),
        ({"leads": [{"colour": "red"}]}, "extra_forbidden", "/leads/0"),
        ({"leads": [{"region": ""}]}, "string_too_short", "/leads/0/region"),
        ({"leads": [{}] * 1001}, "too_long", "/leads"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_its_place(api: httpx.Client, body: object, code: str, pointer: str) -> None:
    """422, with a pointer into the body."""
    answer = api.post("/v1/win", json=body)

    assert (422, code, pointer) == (
        answer.status_code,
        *(answer.json()["errors"][0][key] for key in ("code", "pointer")),
    )


def test_a_chance_is_explained_where_that_is_asked_for(api: httpx.Client, live: Live) -> None:
    """On the latest day: base, reasons and rest sum to it, in both languages, with rows. Else there are none."""
    leads = build(live.history, [live.as_of], Rows("lead", "open"), live.bundle.spec)[ENTITY].head(20).tolist()
    asked = {"lead_ids": [*leads, "nobody"], "days": [90, 30]}

    *told, nobody = api.post("/v1/win", json=asked | {"reasons": True}).json()["results"]

    for result in told:
        why = result["why"]
        points = sum(each["points"] for each in why["reasons"]) + why["other"]
        assert 100 * result["win"][0]["probability"] == pytest.approx(100 * why["base"] + points)
        assert all(each["en"] and each["zh"] for each in why["reasons"])
    assert {90} == {result["why"]["day"] for result in told}
    assert any(reason["evidence"] for result in told for reason in result["why"]["reasons"])
    assert nobody["why"] is None
    assert {None} == {result["why"] for result in api.post("/v1/win", json=asked).json()["results"]}


def test_a_lead_given_inline_is_explained_by_its_parts(api: httpx.Client, bundle: Bundle) -> None:
    """The base is the same; what is not told is the rest."""
    asked = {"leads": [{"region": name} for name in bundle.spec.regions], "days": [30, 120], "reasons": True}

    for result in api.post("/v1/win", json=asked).json()["results"]:
        why = result["why"]
        assert (120, result["parts"]["base"]) == (why["day"], why["base"])
        points = sum(each["points"] for each in why["reasons"]) + why["other"]
        assert 100 * result["win"][-1]["probability"] == pytest.approx(100 * why["base"] + points)
        assert {each["group"] for each in why["reasons"]} <= {"mix", "calendar", "load_region"}
