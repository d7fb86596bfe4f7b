"""Regions below their own limits: weekly counts against a loop, and a fall that is found."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from features.spec import learn_spec
from history.names import Names
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from models.today.regions import regions_below, weekly_ends
from models.today.settings import TodaySettings

SETTINGS = TodaySettings()


@pytest.fixture(scope="module")
def world() -> History:
    """A small simulated business."""
    return simulate(WorldConfig(accounts=120, days=250, regions=("东", "西"), industries=("甲",)), 4).history


def monday(moment: datetime) -> date:
    """The Monday of its week in Shanghai."""
    day = (moment + timedelta(hours=8)).date()
    return day - timedelta(days=day.weekday())


@pytest.mark.parametrize("days_back", [0, 40])
def test_weekly_counts_are_those_of_a_loop(world: History, days_back: int) -> None:
    """By the week in which a lead's first end became known, in the region that it had then; whole weeks only."""
    as_of = pd.Timestamp(world.last_recorded) - timedelta(days=days_back)
    known = {
        name: [row for row in world[name].to_dict("records") if row["recorded_at"] <= as_of]
        for name in ("leads", "stage_changes")
    }
    ends: dict[str, tuple[datetime, bool]] = {}
    for row in sorted(known["stage_changes"], key=lambda row: max(row["recorded_at"], row["changed_at"])):
        if row["stage"] in ("won", "lost"):
            ends.setdefault(row["lead_id"], (max(row["recorded_at"], row["changed_at"]), row["stage"] == "won"))
    expected: dict[tuple[str, date], list[int]] = {}
    for lead, (moment, won) in ends.items():
        versions = [row for row in known["leads"] if row["lead_id"] == lead and row["recorded_at"] <= moment]
        region = max(versions, key=lambda row: row["recorded_at"])["region"]
        if monday(moment) < monday(as_of):
            count = expected.setdefault((region, monday(moment)), [0, 0])
            count[0] += 1
            count[1] += won

    weekly = weekly_ends(world, learn_spec(world, as_of), as_of, SETTINGS.weeks)

    starts = [start.date() for start in weekly.starts.tz_convert("Asia/Shanghai")]
    found = {
        (region, start): [int(weekly.ended[r, w]), int(weekly.won[r, w])]
        for r, region in enumerate(weekly.regions)
        for w, start in enumerate(starts)
        if weekly.ended[r, w]
    }
    assert expected == found
    assert starts == sorted(starts)
    assert monday(as_of) - timedelta(days=7) == starts[-1]


def ended(weeks: int, won_last: int, region: str = "华北") -> History:
    """Forty leads a week that end in one region, ten or so of them won, `won_last` in the last of the weeks."""
    first = pd.Timestamp("2025-01-06T02:00Z")
    leads, changes = [], []
    for week in range(weeks):
        won = won_last if week == weeks - 1 else (9, 11, 10, 12, 8)[week % 5]
        for number in range(40):
            moment = first + timedelta(days=7 * week, hours=number)
            lead = {"lead_id": f"L{week:03}-{number:02}", "created_at": moment, "recorded_at": moment, "region": region}
            leads.append(lead)
            stage = "won" if number < won else "lost"
            after = moment + timedelta(minutes=30)
            changes.append({"lead_id": lead["lead_id"], "stage": stage, "changed_at": after, "recorded_at": after})
    business = Business().naming(Names(also={"华北": ("North",)}))
    return History.of(business, leads=pd.DataFrame(leads), stage_changes=pd.DataFrame(changes))


def test_a_fall_is_told_with_its_numbers() -> None:
    """In both languages, with the days of the week, both within it, and the region as readers know it."""
    history = ended(30, won_last=1)
    as_of = pd.Timestamp("2025-08-04T01:00Z")

    (below,), untold = regions_below(history, learn_spec(history, as_of), as_of, SETTINGS)

    assert [] == untold
    assert ("华北", date(2025, 7, 28), date(2025, 8, 3), 40, 1) == (
        below.region,
        below.first,
        below.last,
        below.ended,
        below.won,
    )
    assert below.rate == 1 / 40 < below.lower < below.usual < below.upper
    assert (
        "2025年7月28日至2025年8月3日，华北了结的40条线索中赢单1条（2.5%），低于按该区域自身历史算出的下限4.6%（平时为25%）。"
        == below.text.zh
    )
    assert below.text.en.startswith("From 28 Jul 2025 to 3 Aug 2025, 1 of 40 leads that ended in North were won")


def test_a_week_that_is_not_over_is_not_judged() -> None:
    """Nor is what became known later."""
    history = ended(30, won_last=1)
    spec = learn_spec(history, pd.Timestamp(history.last_recorded))

    assert ([], []) == regions_below(history, spec, pd.Timestamp("2025-08-03T15:00Z"), SETTINGS)


def test_a_usual_week_is_no_alarm() -> None:
    """And a region in which hardly any lead ends is named as one that cannot be judged."""
    history = ended(30, won_last=9)
    as_of = pd.Timestamp("2025-08-04T01:00Z")
    spec = learn_spec(history, as_of)

    assert ([], []) == regions_below(history, spec, as_of, SETTINGS)
    assert ([], ["华北"]) == regions_below(ended(6, won_last=0), spec, as_of, SETTINGS)


def test_a_history_without_ends_has_nothing_to_judge() -> None:
    """No error."""
    history = History.of(Business())
    as_of = pd.Timestamp("2025-08-04T01:00Z")

    assert ([], []) == regions_below(history, learn_spec(history, as_of), as_of, SETTINGS)
