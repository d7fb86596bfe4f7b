"""The vocabulary of a feature table."""

import json

import pandas as pd

from features.spec import MAX_KINDS, Spec, learn_spec
from history.settings import Business
from history.tables import TABLES

LEAD = {"lead_id": "l", "created_at": 1}


def test_a_spec_comes_back_from_json(tell):
    """What is written with a model is what was learned."""
    history = tell(leads=[{**LEAD, "source": "展会", "region": "N"}])
    spec = learn_spec(history, history.last_recorded)

    assert spec == Spec.from_json(json.loads(json.dumps(spec.to_json())))


def test_a_spec_learns_nothing_recorded_later(tell):
    """Values, stages, kinds and tables are those known at the moment."""
    history = tell(
        leads=[LEAD, {**LEAD, "lead_id": "m", "source": "web", "recorded_at": 5}],
        activities=[{"lead_id": "l", "kind": "call", "happened_at": 5}],
    )
    first = history["leads"]["recorded_at"].min()

    assert Spec(tables=("leads",), stages=("first", "second")) == learn_spec(history, first)


def test_stages_come_in_the_order_of_the_settings_then_of_time(tell):
    """A stage that the settings do not name comes where it usually comes, after those that they do."""
    history = tell(
        leads=[LEAD],
        stage_changes=[
            {"lead_id": "l", "stage": stage, "changed_at": at}
            for stage, at in (("demo", 9), ("call", 4), ("second", 2), ("won", 10))
        ],
    )

    assert ("first", "second", "call", "demo") == learn_spec(history, history.last_recorded).stages


def test_of_many_kinds_the_most_frequent_are_told_apart(tell):
    """Rare kinds are left to the totals; ties go by name."""
    kinds = [f"k{number:02d}" for number in range(MAX_KINDS + 3)] + ["k42", "k41"]
    history = tell(leads=[LEAD], activities=[{"lead_id": "l", "kind": kind, "happened_at": 2} for kind in kinds])
    learned = learn_spec(history, history.last_recorded).kinds

    assert [*[f"k{number:02d}" for number in range(MAX_KINDS - 2)], "k41", "k42"] == list(learned)


def test_settings_that_read_no_region_learn_none(tell):
    """A business without regions is no failure."""
    history = tell(Business(region=(), industry=()), leads=[{**LEAD, "region": "N"}])

    assert () == learn_spec(history, history.last_recorded).regions


def test_nothing_is_learned_from_nothing(tell):
    """An empty history has only the stages of its settings."""
    assert Spec(stages=("first", "second")) == learn_spec(tell(), pd.Timestamp("2026-01-01T00:00Z"))


def test_a_spec_lists_the_tables_that_have_rows(tell):
    """In the order in which the tables are defined."""
    history = tell(leads=[LEAD], orders=[{"account_id": "a", "ordered_at": 1}])

    assert ("leads", "orders") == learn_spec(history, history.last_recorded).tables
    assert {"leads", "orders"} <= set(TABLES)
