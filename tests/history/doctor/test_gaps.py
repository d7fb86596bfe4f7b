"""Sources that fell silent, and fields that stopped being filled."""

import pytest

from history.tables import TABLES
from tests.history.doctor.business import add, call, day, found, look


@pytest.mark.parametrize(
    ("name", "source"),
    [("activities", "activities.kind=call"), ("signals", "signals.kind=news"), ("leads", "leads.source=web")],
)
def test_silent_sources(tables, name, source):
    """
    A source that reported daily and has been silent for a week is named, with its table.
    """
    rows = tables[name]
    tables[name] = rows[rows[TABLES[name].happened] < day(8)]
    others = ("activities", "stage_changes", "orders")
    if name == "leads":
        tables |= {
            other: tables[other][~tables[other]["lead_id"].isin(set(rows["lead_id"]) - set(tables[name]["lead_id"]))]
            for other in others
        }

    assert {name, source} <= {example["source"] for example in look("silent_sources", tables).examples}


def test_irregular_source_is_never_silent(tables):
    """
    A kind of activity that came a few times only has no usual gap.
    """
    for age in (100, 95, 90):
        add(tables, "activities", call(age) | {"activity_id": f"V{age}", "kind": "visit"})

    assert found(tables) == {}


def test_fields_that_stopped_being_filled(tables):
    """
    A field that was filled and now is not is named with both shares.
    """
    activities = tables["activities"]
    tables["activities"] = activities.assign(
        duration_s=activities["duration_s"].where(activities["happened_at"] < day(25))
    )

    assert [
        {name: value for name, value in example.items() if name != "filled_lately"}
        for example in look("fields_stopped", tables).examples
    ] == [{"table": "activities", "field": "duration_s", "filled_before": 1.0}]
