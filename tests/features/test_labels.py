"""Answers: whether a purchase happens from the cut-off on, before the horizon ends."""

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.settings import Business
from history.tables import RECORDED

WEEK = timedelta(days=7)
LEAD = {"lead_id": "l", "created_at": 0}


def answers(history, rows, cutoffs):
    """By plain loops: the entities and cut-offs of the table, and what happened to each."""
    changes = history["stage_changes"].assign(known=lambda frame: frame[["changed_at", RECORDED]].max(axis=1))
    changes = changes.sort_values(["known", "changed_at", "stage"]).to_dict("records")
    purchases = [
        (order["account_id"], order["ordered_at"], max(order["ordered_at"], order[RECORDED]))
        for order in history["orders"].to_dict("records")
        if rows.entity == "account" and "order" in history.business.purchase
    ]
    for lead, versions in history["leads"].groupby("lead_id"):
        mine = [change for change in changes if change["lead_id"] == lead]
        ends = [change for change in mine if change["stage"] in ("won", "lost")]
        wins = [change for change in mine if change["stage"] == "won"]
        if rows.entity == "lead" and ends and ends[0]["stage"] == "won":
            purchases.append((lead, ends[0]["changed_at"], ends[0]["known"]))
        if rows.entity == "account" and wins and "won" in history.business.purchase:
            purchases += sold(versions, wins[0])
    return {
        (who, cutoff): any(
            buyer == who and cutoff <= happened < cutoff + WEEK and not (happened == cutoff and known <= cutoff)
            for buyer, happened, known in purchases
        )
        for who, cutoff in cutoffs
    }


def sold(versions, win):
    """The sale under the first account that its lead is known to belong to once the sale and the lead are known."""
    known = max(win["known"], versions[RECORDED].min(), versions["created_at"].iloc[0])
    later = versions[versions[RECORDED] > known].to_dict("records")
    now = versions[versions[RECORDED] <= known].to_dict("records")[-1:]
    for version in [*now, *later]:
        if not pd.isna(version["account_id"]):
            return [(version["account_id"], win["changed_at"], max(known, version[RECORDED]))]
    return []


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_answers_are_those_of_a_plain_loop(data, histories, moments):
    """For accounts and for leads, with doubled and late ends, and times that meet the cut-off."""
    history, cutoffs = data.draw(histories), data.draw(st.lists(moments, min_size=1, max_size=4))
    rows = data.draw(st.sampled_from([Rows("account", "all"), Rows("lead", "open")]))
    table = build(history, cutoffs, rows, learn_spec(history, cutoffs[0]))
    expected = answers(history, rows, list(zip(table["entity_id"], table["cutoff"], strict=True)))

    assert list(expected.values()) == label(history, table, rows.entity, WEEK).tolist()


def order_label(tell, see, at, **order):
    history = tell(orders=[{"account_id": "a", "ordered_at": -1}, {"account_id": "a", **order}])
    table = see(history, at, "account").reset_index()
    return bool(label(history, table, "account", WEEK)[0])


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        ({"ordered_at": 3}, False),
        ({"ordered_at": 3, "recorded_at": 3.1}, True),
        ({"ordered_at": 3.1}, True),
        ({"ordered_at": 9.9}, True),
        ({"ordered_at": 10}, False),
        ({"ordered_at": 2.9, "recorded_at": 3.1}, False),
    ],
    ids=["known by then", "not known by then", "after", "just within", "at the end", "before, told later"],
)
def test_the_horizon_begins_with_what_is_not_known_and_ends_before_its_end(tell, see, order, answer):
    """Asked at day 3 about the 7 days to come."""
    assert answer == order_label(tell, see, 3, **order)


def test_only_what_the_settings_call_a_purchase_answers(tell, see):
    """Where only won leads count, an order is no purchase."""
    history = tell(
        Business(purchase=("won",)), orders=[{"account_id": "a", "ordered_at": at} for at in (0, 2)], leads=[LEAD]
    )

    assert [False] == label(history, see(history, 1, "account").reset_index(), "account", WEEK).tolist()


def test_no_rows_have_no_answers(tell, see):
    """An empty table is answered by nothing."""
    history = tell(leads=[LEAD])

    assert [] == label(history, see(history, -1).reset_index(), "lead", WEEK).tolist()
