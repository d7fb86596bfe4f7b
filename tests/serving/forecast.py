"""A forecast made by hand: two regions, two industries, one cell thin, one region overloaded."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.sandbox.answer.forecast import (
    Cell,
    Forecast,
    Note,
    Range,
    Region,
    RegionShare,
    RegionWeek,
    RepShare,
    SourceCell,
    Split,
    Week,
)
from models.sandbox.plan.scenario import Scenario

NAMES = ("华东", "(unknown)")
STARTS = tuple(date(2026, 9, 7) + timedelta(weeks=n) for n in range(3))


def made_by_hand() -> Forecast:
    """The whole of it."""
    return Forecast(
        scenario=Scenario(200, STARTS[0], regions={"华东": 0.5}),
        as_of=datetime(2026, 9, 4, tzinfo=UTC),
        cells=(
            _cell("华东", "制造业", 0.1234, 40.0),
            _cell("华东", "Retail", 0.0625, 3.0),
            _cell("(unknown)", "制造业", 0.2, 12.0),
            _cell("(unknown)", "Retail", 0.11, 11.0),
        ),
        regions=(_region("华东", 0.095, 31.0), _region("(unknown)", 0.155, None)),
        weeks=tuple(_week(n, start) for n, start in enumerate(STARTS)),
        sources=tuple(SourceCell(source="官网", **_lot(name, 0.1, 80.0)) for name in NAMES),
        region_weeks=tuple(_region_week(name, start) for name in NAMES for start in STARTS),
        split=_split(),
        wins=_around(25.05, 18.0, 33.0),
        revenue=_around(25_050.0, 15_000.0, 36_000.0),
        net_wins=_around(14.5, -1.0, 20.3),
        load_effect=_around(-0.386, -0.478, -0.272),
        notes=(Note("Something to know.", "须知。"),),
    )


def _around(value: float, low: float, high: float) -> Range:
    below, above = value - low, high - value
    return Range(value, low, high, value - below / 2, value + above / 2, value - 1.5 * below, value + 1.5 * above)


def _lot(region: str, chance: float, evidence: float) -> dict[str, Any]:
    return {
        "region": region,
        "leads": 50.0,
        "win_probability": _around(chance, chance - 0.02, chance + 0.03),
        "standard": chance + 0.01,
        "wins": _around(50 * chance, 2.0, 9.0),
        "revenue": _around(50_000 * chance, 2_000.0, 9_000.0),
        "base": 0.1,
        "mix": chance - 0.085,
        "season": -0.005,
        "load": -0.01,
        "evidence": evidence,
    }


def _cell(region: str, industry: str, chance: float, evidence: float) -> Cell:
    return Cell(industry=industry, **_lot(region, chance, evidence))


def _region(name: str, chance: float, reached: float | None) -> Region:
    return Region(
        region=name,
        leads=100.0,
        win_probability=_around(chance, chance - 0.01, chance + 0.01),
        standard=chance + 0.012,
        probability_without=chance + 0.015,
        wins=_around(100 * chance, 5.0, 14.0),
        net_wins=_around(7.25, 5.0, 10.0),
        revenue=_around(100_000 * chance, 5_000.0, 14_000.0),
        open_leads=240.0,
        open_wins=_around(20.0, 15.0, 26.0),
        open_wins_without=21.5,
        load_reached=reached,
        **_load(reached),
    )


def _load(reached: float | None) -> dict[str, Any]:
    """What is said of the reps; of a region whose load is unknown, nothing."""
    known = {"reps_now": 4.0, "reps_planned": 5.0, "load_now": 17.25, "load_seen": 25.0, "enough": 140.0}
    told = known if reached is not None else dict.fromkeys(known)
    return {**told, "overloaded": reached is not None and reached > 25}


def _week(number: int, start: date) -> Week:
    return Week(
        start=start,
        arriving=200.0 if number == 0 else 0.0,
        wins=_around(10.0 + number, 6.0, 15.0),
        wins_without=9.5,
        revenue=_around(10_000.0, 5_000.0, 16_000.0),
        revenue_without=9_000.0,
    )


def _region_week(name: str, start: date) -> RegionWeek:
    return RegionWeek(
        region=name,
        start=start,
        arriving=100.0,
        win_probability=_around(0.1, 0.08, 0.13),
        wins=_around(5.0, 2.0, 8.0),
        wins_without=4.5,
        revenue=_around(5_000.0, 2_000.0, 9_000.0),
        load=None if name == "(unknown)" else 28.0,
    )


def _split() -> Split:
    return Split(
        14.5,
        16.0,
        (RegionShare("华东", 100.0, 140.0), RegionShare("(unknown)", 100.0, 60.0)),
        (RepShare("R1", "王芳", "华东", 17.0, 140.0),),
    )
