"""Times that cannot be, or come late."""

from history.tables import RECORDED
from tests.history.doctor.business import AS_OF, add, call, day, found, look, order


def test_future_dates(tables):
    """
    A row that happens after the check is an error, with its own local time as example.
    """
    add(tables, "orders", order(4))
    finding = look("future_dates", tables)

    assert (finding.severity, finding.count) == ("error", 1)
    assert finding.examples[0] == {"table": "orders", "id": "O4", "happened": "2026-06-02T10:00:00+08:00"}


def test_recorded_before_it_happened(tables):
    """
    A row known before it happened would show a model the future.
    """
    add(tables, "activities", call(9) | {"activity_id": "early", RECORDED: day(30)})
    finding = look("recorded_before", tables)

    assert (finding.severity, finding.count) == ("error", 1)
    assert finding.examples[0]["id"] == "early"


def test_recorded_long_after(tables):
    """
    A history recorded on the day of its export is told, with the spread of the delay.
    """
    finding = look("recorded_late", {name: rows.assign(**{RECORDED: AS_OF}) for name, rows in tables.items()})

    assert 0.7 < finding.share < 0.9
    assert "half within 69.6 days" in finding.message_en
    assert "[business] lags" in finding.message_zh


def test_few_late_records_are_no_finding(tables):
    """
    A single late entry is the way of the world.
    """
    add(tables, "activities", call(100) | {"activity_id": "late", RECORDED: day(3)})

    assert found(tables) == {}


def test_stage_before_creation(tables):
    """
    A stage change on an earlier day than its lead's creation is reported.
    """
    add(tables, "stage_changes", {"lead_id": "L9", "stage": "new", "changed_at": day(11)})

    assert look("stage_before_creation", tables).count == 1


def test_stage_change_without_time_of_day(tables):
    """
    A change dated with a day only stands at its midnight: on the day of the creation that is no fault.
    """
    add(tables, "stage_changes", {"lead_id": "L9", "stage": "offer", "changed_at": day(9).normalize()})

    assert found(tables) == {}


def test_signals_published_after_observed(tables):
    """
    Nothing can be observed before it is published.
    """
    tables["signals"].loc[3, "published_at"] = AS_OF

    assert look("published_after_observed", tables).count == 1
