"""When to reach a customer: always still to come, in working hours, on a working day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from features.calendar import is_working_day
from history.record import History
from history.settings import Business
from history.tables import RECORDED
from models.dossier import Dossier, Row, dossiers
from models.plans import Outreach
from models.plans.channels import CHANNELS, KINDS
from models.plans.hours import Reach, Way, best_time, measure_reach
from models.plans.plan import BestTime
from models.plans.situation import Situation

PHONE, EMAIL = Way("phone"), Way("email")
NOWHERE = Reach()


def touch(at: datetime, number: int = 0, **values: object) -> Row:
    """An e-mail of the customer."""
    told = {"activity_id": f"T{number}", "account_id": "A", "lead_id": None, "kind": "email", "direction": "in"}
    return Row("activities", told | {"duration_s": None, "happened_at": at, RECORDED: at} | values)


def situation(
    as_of: datetime, touches: list[Row], region: str | None = None, business: Business | None = None
) -> Situation:
    """A customer with these contacts."""
    values = {"account_id": "A", "name": "甲", "region": region, "valid_from": as_of, RECORDED: as_of}
    rows = {"accounts": [Row("accounts", values)], "activities": touches}
    return Situation(Dossier("account", "A", as_of, business or Business(), rows, {}), KINDS)


# Hypothesis takes bounds without a zone.
BOUNDS = (datetime(2024, 1, 1), datetime(2026, 12, 1))  # noqa: DTZ001
moments = st.datetimes(*BOUNDS, timezones=st.just(UTC))
hours = st.tuples(st.integers(0, 20), st.integers(0, 59), st.integers(240, 900)).map(
    lambda given: (time(given[0], given[1]), time(*divmod(min(given[0] * 60 + given[1] + given[2], 1439), 60)))
)
ways = st.builds(Way, st.sampled_from(sorted(CHANNELS)), st.booleans())
places = st.sampled_from(
    [("Asia/Shanghai", "CN"), ("America/Chicago", "US"), ("Europe/Berlin", "DE"), ("Asia/Kolkata", "IN")]
)


@settings(max_examples=60)
@given(moments, hours, places, ways, st.lists(st.integers(0, 5_000), max_size=12))
def test_a_best_time_is_to_come_in_working_hours_on_a_working_day(
    as_of: datetime, span: tuple[time, time], place: tuple[str, str], way: Way, minutes: list[int]
) -> None:
    """Whatever is known, wherever the customer is, and whichever hours are worked."""
    outreach = Outreach(hours=span, regions={"there": {"time_zone": place[0], "country": place[1]}})
    touches = [touch(as_of - timedelta(minutes=each), each) for each in minutes]

    found = best_time(situation(as_of, touches, "there"), way, outreach, NOWHERE)

    start, end = (each.astimezone(ZoneInfo(place[0])) for each in (found.start, found.end))
    assert found.start > as_of
    assert span[0] <= start.time() < end.time() <= span[1]
    assert not (start.time() < outreach.lunch[1] and end.time() > outreach.lunch[0])
    assert is_working_day(start.date(), place[1])
    assert place[0] == found.time_zone


def local(found: BestTime) -> datetime:
    """The beginning by the customer's clock."""
    return found.start.astimezone(ZoneInfo(found.time_zone))


def test_the_customer_s_own_hours_come_first() -> None:
    """Three e-mails around four in the afternoon, which are cited."""
    as_of = datetime(2026, 3, 4, 1, tzinfo=UTC)
    touches = [touch(datetime(2026, 2, day, 8, 20, tzinfo=UTC), day) for day in (3, 10, 25)]

    found = best_time(situation(as_of, touches), PHONE, Outreach(), NOWHERE)

    assert "2026-03-04 16:30" == f"{local(found):%Y-%m-%d %H:%M}"
    assert {"T3", "T10", "T25"} == {row.key[0] for row in found.evidence}
    assert "3 times" in found.because.en


def test_a_weekday_that_most_contacts_were_on_is_waited_for() -> None:
    """Six e-mails on Fridays: not on the Wednesday on which it is asked."""
    as_of = datetime(2026, 3, 4, 1, tzinfo=UTC)
    fridays = [touch(datetime(2026, 1, 9, 2, tzinfo=UTC) + timedelta(weeks=week), week) for week in range(6)]

    found = best_time(situation(as_of, fridays), EMAIL, Outreach(), NOWHERE)

    assert "2026-03-06 10:00" == f"{local(found):%Y-%m-%d %H:%M}"


def test_else_the_business_s_own_hours_are_taken() -> None:
    """With the number of contacts that they come from, and no row of others."""
    counts = np.zeros(24, dtype=np.int64)
    counts[[11, 23]] = 40, 90

    found = best_time(situation(datetime(2026, 3, 4, 1, tzinfo=UTC), []), PHONE, Outreach(), Reach(counts))

    assert 11 == local(found).hour
    assert "reached 40 times in all" in found.because.en
    assert () == found.evidence


def test_a_make_up_sunday_is_worked_and_a_holiday_is_not() -> None:
    """2026-02-14 was a Saturday on which China worked, before nine days of Spring Festival."""
    friday, saturday = (datetime(2026, 2, day, 12, tzinfo=UTC) for day in (13, 14))

    found = [best_time(situation(at, []), PHONE, Outreach(), NOWHERE) for at in (friday, saturday)]

    assert ["2026-02-14", "2026-02-24"] == [f"{local(each):%Y-%m-%d}" for each in found]


def test_what_is_urgent_is_done_in_the_next_working_hour() -> None:
    """Whenever this customer usually answers."""
    as_of = datetime(2026, 3, 4, 2, 10, tzinfo=UTC)
    touches = [touch(datetime(2026, 2, day, 8, 20, tzinfo=UTC), day) for day in (3, 10, 25)]

    found = best_time(situation(as_of, touches), Way("phone", urgent=True), Outreach(), NOWHERE)

    assert "2026-03-04 11:00" == f"{local(found):%Y-%m-%d %H:%M}"


def test_the_business_s_hours_count_each_contact_by_the_clock_of_its_region() -> None:
    """Calls that lasted and what customers began, not visits to pages, not what was never answered."""
    at = pd.Timestamp("2026-03-04T15:00Z")
    accounts = pd.DataFrame(
        {"account_id": ["A", "B"], "name": "n", "region": ["x", "North"], "valid_from": at, RECORDED: at}
    )
    rows = [
        ("A", "email", "in", None),
        ("A", "call", "out", 60.0),
        ("B", "call", "in", None),
        ("A", "email", "out", None),
    ]
    rows += [("A", "web_visit", "in", None)]
    activities = pd.DataFrame(rows, columns=["account_id", "kind", "direction", "duration_s"]).assign(
        activity_id=[f"T{n}" for n in range(len(rows))], happened_at=at, recorded_at=at
    )
    history = History.of(Business(), accounts=accounts, activities=activities)
    outreach = Outreach(regions={"North": {"time_zone": "America/Chicago", "country": "US"}})

    assert {23: 2, 9: 1} == {hour: int(n) for hour, n in enumerate(measure_reach(history, outreach).counts) if n}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours": "9 to 5"}, "9:00-18:00"),
        ({"hours": "18:00-9:00"}, "full hour"),
        ({"hours": "12:00-13:00"}, "full hour"),
        ({"lunch": "14:00-13:00"}, "lunch ends"),
        ({"regions": {"x": {"time_zone": "Mars"}}}, "Mars"),
        ({"regions": {"x": {"time_zone": "Asia/Tokyo", "country": "QQ"}}}, "QQ"),
        ({"kinds": {"Dial": "pigeon"}}, "pigeon"),
        ({"holdout": 0.9}, "0.5"),
        ({"rewrite": {"url": "localhost", "model": "m"}}, "url"),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object], said: str) -> None:
    """With what to write instead."""
    with pytest.raises(ValidationError, match=said):
        Outreach.model_validate(wrong)


def test_hours_of_a_dossier_are_of_what_was_known() -> None:
    """A contact that was recorded later is none."""
    at = pd.Timestamp("2026-03-04T08:00Z")
    activities = pd.DataFrame(
        {"activity_id": [f"T{n}" for n in range(4)], "account_id": "A", "kind": "email", "direction": "in"}
    ).assign(happened_at=at, recorded_at=at + pd.Timedelta(days=2))
    history = History.of(Business(), activities=activities)
    moment = at + pd.Timedelta(days=1)

    found = best_time(Situation(dossiers(history, "account", ["A"], moment)["A"], KINDS), PHONE, Outreach(), NOWHERE)

    assert () == found.evidence
