"""References to nobody, leads of nobody, and reps who are two."""

import pandas as pd

from history.tables import RECORDED
from tests.history.doctor.business import DAYS, add, call, day, found, lead, look, order, rep


def test_orphans(tables):
    """
    References that no table knows are counted by place.
    """
    add(tables, "orders", order(9) | {"order_id": "O", "account_id": "a0"})
    add(tables, "activities", call(9) | {"activity_id": "C", "lead_id": "L 9", "rep_id": None})
    finding = look("orphans", tables)

    assert (finding.severity, finding.count) == ("error", 2)
    assert "orders.account_id 1" in finding.message_en
    assert "activities.lead_id 1" in finding.message_zh


def test_unassigned_leads(tables):
    """
    Open leads without a rep are reported, ended ones are not.
    """
    tables["leads"].loc[tables["leads"]["lead_id"].isin(["L1", "L60"]), "rep_id"] = None
    finding = look("unassigned", tables)

    assert [example["lead_id"] for example in finding.examples] == ["L1"]


def test_later_version_of_a_lead_counts(tables):
    """
    A lead that was given a rep later is not unassigned.
    """
    add(tables, "leads", lead(1) | {"rep_id": "R0", RECORDED: day(0.5)})
    tables["leads"].loc[tables["leads"]["lead_id"].eq("L1") & tables["leads"][RECORDED].lt(day(0.9)), "rep_id"] = None

    assert found(tables) == {}


def test_owner_left(tables):
    """
    Open leads of a rep who has left are reported.
    """
    tables["reps"] = tables["reps"].assign(left_at=pd.Series([day(2).tz_convert("UTC"), None]))
    finding = look("owner_left", tables)

    assert {"R0"} == {example["rep_id"] for example in finding.examples}
    assert finding.count == 2


def test_reps_overlapping(tables):
    """
    One name under two ids at the same time is probably one person; one after the other is not.
    """
    add(tables, "reps", rep(5) | {"name": " 销售０"})
    finding = look("reps_overlapping", tables)

    assert finding.examples == [{"rep_id": "R5", "same_as": "R0", "name": " 销售０"}]


def test_rep_who_came_back(tables):
    """
    A rep who left before the namesake joined does not overlap.
    """
    tables["reps"] = tables["reps"].assign(left_at=pd.Series([day(DAYS).tz_convert("UTC"), None]))
    tables["leads"] = tables["leads"].assign(rep_id="R1")
    add(tables, "reps", rep(5) | {"name": "销售0", "joined_at": day(DAYS - 1)})

    assert found(tables) == {}
