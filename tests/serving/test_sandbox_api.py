"""Plans by API."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from history.errors import UserError
from models.sandbox.plan.scenario import Scenario
from serving.schemas.forecast import ForecastOut
from serving.scores.opening import Live


def test_a_question_is_answered_with_the_scenario_as_understood(api: httpx.Client, live: Live) -> None:
    """The Chinese question, the English one and the numbers ask the same, and get the same."""
    monday = live.coming_monday.isoformat()

    chinese = api.post("/v1/sandbox", json={"text": "下周新增200条线索"}).json()
    english = api.post("/v1/sandbox", json={"text": "200 more leads next week"}).json()
    numbers = api.post("/v1/sandbox", json={"leads": 200, "start": monday}).json()

    assert (200, monday, 7) == tuple(chinese["scenario"][key] for key in ("leads", "start", "days"))
    assert chinese == english == numbers


def test_the_answer_is_the_sandboxes_own(api: httpx.Client, live: Live) -> None:
    """Nothing is rounded or left out on the way."""
    assert live.sandbox is not None
    scenario = Scenario(120, live.today + timedelta(days=3), regions={"华东": 0.5}, horizon_weeks=6)

    answer = api.post("/v1/sandbox", json=scenario.to_json()).json()

    assert live.sandbox.forecast(scenario).to_json() | _beside(answer) == answer
    assert set(ForecastOut.model_validate(answer).model_dump()) == set(answer)


def _beside(answer: dict[str, object]) -> dict[str, object]:
    return {key: answer[key] for key in ("understood", "model", "simulated")}


def test_the_answer_says_what_it_stands_on(api: httpx.Client) -> None:
    """The sentence in both languages, the model, and that its data are simulated."""
    answer = api.post("/v1/sandbox", json={"leads": 5, "start": "2026-09-07", "regions": {"North": 1}}).json()

    assert "从2026年9月7日起连续7天新增5条线索；区域：North 100%；展望12周" == answer["understood"]["zh"]
    assert (
        "5 extra leads from 7 Sep 2026 for 7 days; regions: North 100%; 12-week horizon" == answer["understood"]["en"]
    )
    assert ("3", True) == (answer["model"], answer["simulated"])


def test_a_plan_without_a_start_begins_next_monday(api: httpx.Client, live: Live) -> None:
    """Monday is counted from the moment of the data, in business time."""
    start = api.post("/v1/sandbox", json={"leads": 1}).json()["scenario"]["start"]

    assert live.coming_monday.isoformat() == start
    assert 0 == live.coming_monday.weekday()
    assert 1 <= (live.coming_monday - live.today).days <= 7


def test_leads_by_week_are_answered_alike_in_words_and_numbers(api: httpx.Client, live: Live) -> None:
    """The days follow from the weeks; each of them gets its leads."""
    bodies = ({"text": "从今天起逐周20、30条"}, {"leads": 50, "weekly": [20, 30], "start": live.today.isoformat()})
    one, other = (api.post("/v1/sandbox", json=body).json() for body in bodies)
    arriving: dict[str, float] = {}
    for row in one["region_weeks"]:
        arriving[row["start"]] = arriving.get(row["start"], 0) + row["arriving"]

    assert one == other
    assert (14, [20, 30]) == (one["scenario"]["days"], one["scenario"]["weekly"])
    assert [20, 30, 0] == pytest.approx(list(arriving.values())[:3])


@pytest.mark.parametrize("leads", [0, 1_000_000])
def test_no_leads_and_a_million_are_plans_too(api: httpx.Client, leads: int) -> None:
    """Nothing extra brings nothing extra; a million leads overload every region that has reps."""
    answer = api.post("/v1/sandbox", json={"leads": leads}).json()

    assert (0 == answer["wins"]["value"]) == (leads == 0)
    assert all(region["overloaded"] for region in answer["regions"] if region["load_seen"]) == (leads > 0)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"leads": 10_000_001}, "/leads", "less_than_equal"),
        ({"leads": "200"}, "/leads", "int_type"),
        ({"leads": True}, "/leads", "int_type"),
        ({"leads": 1, "days": 0}, "/days", "greater_than_equal"),
        ({"leads": 1, "horizon_weeks": 27}, "/horizon_weeks", "less_than_equal"),
        ({"leads": 1, "start": "next week"}, "/start", "no_day"),
        ({"leads": 1, "start": "2019-01-01"}, None, "refused"),
        ({"leads": 1, "weekly": [1, 1]}, None, "refused"),
        ({"leads": 1, "weekly": [2, -1]}, "/weekly/1", "greater_than_equal"),
        ({"leads": 1, "regions": {"华东": 0.7, "North": 0.4}}, "/regions", "shares_sum"),
        ({"leads": 1, "regions": {"火星": 1}}, "/regions", "unknown_name"),
        ({"leads": 1, "industries": {"采矿": 1}}, "/industries", "unknown_name"),
        ({"text": "你好"}, "/text", "not_understood"),
        ({"text": "what is love"}, "/text", "not_understood"),
        ({"text": " "}, "/text", "string_too_short"),
        ({"text": "新" * 501}, "/text", "string_too_long"),
    ],
)
def test_a_plan_that_cannot_be_is_named(
    api: httpx.Client, body: dict[str, object], pointer: str | None, code: str
) -> None:
    """Where it is wrong, and what is wrong with it."""
    answer = api.post("/v1/sandbox", json=body)

    assert 422 == answer.status_code
    assert (pointer, code) in [(error.get("pointer"), error["code"]) for error in answer.json()["errors"]]
    assert answer.json()["hint"]


def test_a_history_without_leads_has_scores_and_no_sandbox(live: Live, another: Callable[[Live], httpx.Client]) -> None:
    """409 with the reason; the page and the scores still answer."""
    reason = UserError("The model has no win part.", "Import leads.")
    without = Live(**vars(live) | {"sandbox": None, "reason": reason})

    client = another(without)
    refused = client.post("/v1/sandbox", json={"leads": 1})
    page = client.get("/?lang=en")
    scores = client.get("/v1/intent")

    assert (409, "The model has no win part.", "Import leads.") == (
        refused.status_code,
        refused.json()["detail"],
        refused.json()["hint"],
    )
    assert "cannot feed a forecast" in page.text
    assert 200 == scores.status_code
