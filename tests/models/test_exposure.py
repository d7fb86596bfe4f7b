"""Exposure, against a loop over single leads, weeks and days."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.exposure import AGE_EDGES, LONGEST_DAYS, idle_shares, measure_exposure, months
from features.moments import micros
from features.response import response_classes
from features.spec import learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate

ZONE = "Asia/Shanghai"
AS_OF = pd.Timestamp("2025-09-11T10:30", tz=ZONE).tz_convert("UTC")
DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def history() -> History:
    """A small world, some of whose leads changed their region, or ended as they were created."""
    world = simulate(WorldConfig(accounts=90, days=300, regions=("东部", "西部"), surges=1), 4).history
    leads, changes = world["leads"], world["stage_changes"]
    moved = leads.iloc[::17].assign(region="西部", recorded_at=leads["recorded_at"].iloc[::17] + 9 * DAY)
    at_once = leads.iloc[5:9]
    ends = pd.DataFrame({"lead_id": at_once["lead_id"], "stage": "won", "changed_at": at_once["created_at"] - DAY})
    ends["recorded_at"] = at_once["recorded_at"]
    tables = dict(world.tables) | {"leads": pd.concat([leads, moved]), "stage_changes": pd.concat([changes, ends])}
    return History.of(world.business, **tables)


def lives(history: History) -> pd.DataFrame:
    """Per lead, as known by then: region, industry, source, created, ended, won."""
    known = history.known_by(AS_OF)
    latest = known["leads"].drop_duplicates("lead_id", keep="last").set_index("lead_id")
    first = known["leads"].drop_duplicates("lead_id").set_index("lead_id")
    ends = known["stage_changes"].query("stage in ('won', 'lost')").sort_values(["recorded_at", "changed_at"])
    ends = ends.drop_duplicates("lead_id").set_index("lead_id").reindex(latest.index)
    found = latest[["region", "industry", "source"]].assign(created=first["created_at"], won=ends["stage"] == "won")
    found["seen"], found["recorded"] = ends["recorded_at"], first["recorded_at"]
    return found.assign(ended=ends["changed_at"])


def week_edges(start: pd.Timestamp) -> list[pd.Timestamp]:
    """Monday midnights around all leads, and `AS_OF` as the last."""
    local = start.tz_convert(ZONE).normalize()
    monday = local - local.weekday() * DAY
    return [*pd.date_range(monday, AS_OF.tz_convert(ZONE), freq="7D").tz_convert("UTC"), AS_OF]


def slowly(history: History) -> tuple[dict[tuple, float], Counter, Counter]:
    """Days at risk, wins and losses by (region, industry, source, age bracket, week), lead by lead."""
    days: dict[tuple, float] = {}
    won, lost = Counter(), Counter()
    people = lives(history)
    edges = week_edges(people["created"].min())
    for lead in people.itertuples():
        over = max(lead.ended, lead.created + pd.Timedelta(hours=1)) if pd.notna(lead.ended) else pd.NaT
        end = min(AS_OF, lead.created + LONGEST_DAYS * DAY, *([over] if pd.notna(over) else []))
        for week in range(len(edges) - 1):
            for age in range(len(AGE_EDGES) - 1):
                start = max(edges[week], lead.created + int(AGE_EDGES[age]) * DAY)
                stop = min(edges[week + 1], lead.created + int(AGE_EDGES[age + 1]) * DAY, end)
                if stop <= start:
                    continue
                key = (lead.region, lead.industry, lead.source, age, week)
                days[key] = days.get(key, 0.0) + (stop - start) / DAY
                if over == stop:
                    (won if lead.won else lost)[key] += 1
    return days, won, lost


@pytest.fixture(scope="module")
def measured(history: History) -> pd.DataFrame:
    """The cells of the exposure, by name."""
    spec = learn_spec(history, AS_OF)
    cells = measure_exposure(history, spec, AS_OF).cells
    names = {"region": spec.regions, "industry": spec.industries, "source": spec.sources}
    for column, values in names.items():
        cells[column] = np.array([*values, "unknown"], dtype=object)[cells[column]]
    keys = ["region", "industry", "source", "age", "week"]
    totals = {"days": "sum", "won": "sum", "lost": "sum", "log_load": "first", "idle": "first"}
    return cells.groupby(keys).agg(totals)


def test_days_at_risk_are_those_of_a_loop_over_leads(history, measured):
    """
    The same cells with the same days, none more and none less.
    """
    days, _, _ = slowly(history)

    assert set(days) == set(measured.index)
    assert [days[key] for key in measured.index] == pytest.approx(measured["days"].tolist(), abs=1e-6)


def test_ends_are_those_of_a_loop_over_leads(history, measured):
    """
    Wins and losses fall into the cells in which they happened, those at creation within the first hour.
    """
    _, won, lost = slowly(history)

    assert dict(won) == measured.loc[measured["won"] > 0, "won"].to_dict()
    assert dict(lost) == measured.loc[measured["lost"] > 0, "lost"].to_dict()
    assert sum(won.values()) > 20


def test_load_is_that_of_the_middle_of_the_week(history, measured):
    """
    Leads open in mid-week per rep at work then, counted one by one; leads stand in their region of the moment.
    """
    known = history.known_by(AS_OF)
    people, reps = lives(history), known["reps"]
    edges = week_edges(people["created"].min())
    leads = known["leads"].sort_values("recorded_at", kind="stable")
    for week in (5, 14, 21):
        middle = edges[week] + (edges[week + 1] - edges[week]) / 2
        there = leads[leads["recorded_at"] <= middle].drop_duplicates("lead_id", keep="last").set_index("lead_id")
        there = there.join(people[["created", "seen", "recorded"]])
        opened = there[(there["created"] <= middle) & ~(there["seen"] <= middle)]
        staff = reps[reps["recorded_at"] <= middle].drop_duplicates("rep_id", keep="last")
        staff = staff[(staff["joined_at"] <= middle) & ~(staff["left_at"] <= middle)]
        for region in ("东部", "西部"):
            said = measured["log_load"].xs(week, level="week").loc[region]
            count = (opened["region"] == region).sum() / (staff["region"] == region).sum()
            assert np.log(count) == pytest.approx(said.iloc[0])
            assert 1 == said.nunique()


def test_what_is_recorded_later_is_not_used(history):
    """
    The rows recorded after the moment change nothing.
    """
    spec = learn_spec(history, AS_OF)
    one, other = (measure_exposure(each, spec, AS_OF) for each in (history, history.known_by(AS_OF)))

    pd.testing.assert_frame_equal(other.cells, one.cells, check_exact=True)


def test_only_the_last_weeks_count_when_asked(history):
    """
    With `weeks`, exposure before them is left out and the rest stays.
    """
    spec = learn_spec(history, AS_OF)
    whole, part = (measure_exposure(history, spec, AS_OF, weeks=weeks) for weeks in (156, 8))
    late = whole.cells[whole.cells["week"] >= len(whole.weeks) - len(part.weeks)]

    assert 9 == len(part.weeks)
    assert late[["days", "won", "lost"]].sum().tolist() == pytest.approx(
        part.cells[["days", "won", "lost"]].sum().tolist()
    )


def test_a_history_without_reps_has_no_load(history):
    """
    Nobody knows how many share the work: unknown, not infinite.
    """
    alone = History.of(history.business, **{name: rows for name, rows in history.tables.items() if name != "reps"})

    assert measure_exposure(alone, learn_spec(alone, AS_OF), AS_OF).cells["log_load"].isna().all()


def test_idle_days_are_weekends_and_holidays(history):
    """
    A usual week has two days off, the week of the National Day of 2025 five.
    """
    mondays = pd.Series(pd.to_datetime(["2025-09-15", "2025-09-29"]).tz_localize(ZONE).tz_convert("UTC"))

    assert [2 / 7, 5 / 7] == pytest.approx(idle_shares(micros(mondays), history.business))


def test_products_are_those_most_asked_for(history):
    """
    The days at risk of each, lead by lead; a product beyond the spec falls into the last slot.
    """
    spec = replace(learn_spec(history, AS_OF), products=("专业版", "标准版"))
    found = measure_exposure(history, spec, AS_OF)
    asked = lives(history).join(
        history["leads"].drop_duplicates("lead_id", keep="last").set_index("lead_id")["product"]
    )
    end = asked["ended"].fillna(AS_OF).clip(upper=asked["created"] + LONGEST_DAYS * DAY)
    days = np.maximum((end - asked["created"]) / DAY, 1 / 24)
    by_product = days.groupby(asked["product"].where(asked["product"].isin(spec.products), "others")).sum()
    names = np.array([*found.products, "others"])
    said = found.cells["days"].groupby(names[found.cells["product"]]).sum()

    assert spec.products == found.products
    assert by_product.to_dict() == pytest.approx(said.to_dict())


def test_responses_count_from_the_second_day_on(history):
    """
    By the hours to the first touch of ours, one lead at a time; in the first day of life none is known yet.
    """
    spec = learn_spec(history, AS_OF)
    found = measure_exposure(history, spec, AS_OF)
    known = history.known_by(AS_OF)
    touches = known["activities"].query("direction == 'out'").dropna(subset="lead_id")
    leads = known["leads"].drop_duplicates("lead_id").set_index("lead_id")["created_at"]
    hours = (touches["happened_at"] - touches["lead_id"].map(leads)) / pd.Timedelta(hours=1)
    first = hours[hours >= 0].groupby(touches["lead_id"]).min().reindex(found.leads.ids).fillna(1e6)
    slowly = [0 if each <= 1 else 1 if each <= 4 else 2 if each <= 24 else 3 for each in first]

    assert slowly == response_classes(known, found.leads).tolist()
    assert {0} == set(found.cells.loc[found.cells["age"] == 0, "response"])
    assert {1, 2, 3, 4} >= set(found.cells.loc[found.cells["age"] > 0, "response"])
    assert found.responses


def test_a_history_without_activities_has_no_response(history):
    """
    Unknown, not late.
    """
    tables = {name: rows for name, rows in history.tables.items() if name != "activities"}
    alone = History.of(history.business, **tables)
    found = measure_exposure(alone, learn_spec(alone, AS_OF), AS_OF)

    assert not found.responses
    assert {0} == set(found.cells["response"])


def test_a_week_has_the_month_of_its_middle(history):
    """
    The week from 27 January 2025 on lies mostly in January, that from 29 September on mostly in October.
    """
    mondays = pd.Series(pd.to_datetime(["2025-01-27", "2025-09-29"]).tz_localize(ZONE).tz_convert("UTC"))

    assert [0, 9] == months(micros(mondays), history.business).tolist()
