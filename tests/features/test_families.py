"""Single features where they are easy to get wrong."""

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.calendar import is_working_day
from features.spec import Spec, learn_spec
from history.errors import UserError
from history.settings import Business
from history.tables import RECORDED

LEAD = {"lead_id": "l", "created_at": 1}


def test_a_stage_that_the_spec_does_not_list_has_no_rank(tell, see):
    """The stage is unknown then, not the one before the first."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}], stage_changes=[{"lead_id": "l", "stage": "surprise", "changed_at": 2}]
    )
    spec = Spec(tables=("leads", "stage_changes"), stages=("first", "second"))
    row = see(history, 3, spec=spec).loc["l"]

    assert [True, True, 1, 1] == [
        np.isnan(row["stage_rank"]),
        pd.isna(row["stage"]),
        row["stage_changes_count_all"],
        row["stage_days"],
    ]
    assert np.isnan(see(history, 3, "account", spec).loc["a", "leads_last_stage_rank"])


def test_kinds_that_the_spec_does_not_list_count_as_other(tell, see):
    """A kind that is new since training is told apart from none."""
    old = tell(leads=[LEAD], activities=[{"lead_id": "l", "kind": "call", "happened_at": 2}])
    new = tell(leads=[LEAD], activities=[{"lead_id": "l", "kind": "video", "happened_at": 2}])
    row = see(new, 3, spec=learn_spec(old, old.last_recorded)).loc["l"]

    assert [1, 0, 1] == row[["touches_count_all", "touches_call_count_all", "touches_other_kind_count_all"]].tolist()


def test_a_rep_who_is_new_since_training_has_load_and_tenure(tell, see):
    """The category is unknown to the model, what the rep has to do is not."""
    history = tell(
        leads=[{**LEAD, "rep_id": "new"}, {**LEAD, "lead_id": "m", "rep_id": "new"}],
        reps=[{"rep_id": "new", "name": "n", "joined_at": 0}],
        stage_changes=[{"lead_id": "l", "stage": "first", "changed_at": 1}],
    )
    spec = Spec(tables=("leads", "reps", "stage_changes"), reps=("old",))
    row = see(history, 3, spec=spec).loc["l"]

    assert pd.isna(row["rep"])
    assert [2, 2, 3] == row[["load_rep_open", "load_rep_new_7d", "rep_tenure_days"]].tolist()


def test_a_lead_that_is_passed_on_is_the_load_of_its_new_rep_alone(tell, see):
    """From when the change was recorded it counts for the rep who has it, neither as open nor as new for the other."""
    passed = {**LEAD, "rep_id": "r"}
    leads = [passed, {**passed, "rep_id": "s", RECORDED: 3}, {**LEAD, "lead_id": "m", "rep_id": "r"}]
    history = tell(leads=leads, stage_changes=[{"lead_id": "l", "stage": "first", "changed_at": 1}])
    load = ["load_rep_open", "load_rep_new_7d"]

    assert [[2, 2], [2, 2]] == see(history, 2).loc[["l", "m"], load].to_numpy().tolist()
    assert [[1, 1], [1, 1]] == see(history, 4).loc[["l", "m"], load].to_numpy().tolist()


def test_a_lead_is_no_longer_its_reps_load_once_it_has_ended_or_is_old(tell, see):
    """What was lost is not open, and what came more than a week ago is not new, though the rep still has it."""
    leads = [{**LEAD, "rep_id": "r"}, {**LEAD, "lead_id": "m", "rep_id": "r"}]
    history = tell(leads=leads, stage_changes=[{"lead_id": "l", "stage": "lost", "changed_at": 3}])
    load = ["load_rep_open", "load_rep_new_7d"]

    assert [2, 2] == see(history, 2).loc["m", load].tolist()
    assert [1, 2] == see(history, 4).loc["m", load].tolist()
    assert [1, 0] == see(history, 9).loc["m", load].tolist()


def test_matured_rates_never_exceed_one(tell, see):
    """A win told late counts where its lead was counted, also when the lead has changed its region since."""
    history = tell(
        Business(region=("lead.region",)),
        leads=[
            {**LEAD, "region": "N"},
            {**LEAD, "region": "S", "recorded_at": 35},
            {**LEAD, "lead_id": "m", "region": "S"},
        ],
        stage_changes=[{"lead_id": "l", "stage": "won", "changed_at": 5, "recorded_at": 40}],
    )
    row = see(history, 50).loc["m"]

    assert pytest.approx((0 + 20 * 0.5) / 21) == row["rate_matured_region"]


def test_purchases_of_one_local_day_are_one(tell, see):
    """Orders before and after a UTC midnight are one day in Shanghai; before and after the local one are two."""
    orders = [{"account_id": "a", "ordered_at": at} for at in (1.3, 1.4, 2.1)]

    assert 2 == see(tell(orders=orders), 3, "account").loc["a", "purchases_count_all"]


def test_a_purchase_on_a_day_without_midnight_is_one(tell):
    """São Paulo's 4 November 2018 began at 01:00; an order on it is counted like any other."""
    at = pd.Timestamp("2018-11-04T12:00Z")
    business = Business(time_zone="America/Sao_Paulo", country="BR")
    history = tell(business, orders=[{"account_id": "a", "ordered_at": at}])
    table = build(history, [at], Rows("account", "all"), learn_spec(history, at))

    assert [1] == table["purchases_count_all"].tolist()


def test_a_decayed_count_halves_about_every_half_life(tell, see):
    """A purchase of 24 days ago weighs like its age bracket's middle, by the 7-day half-life."""
    history = tell(orders=[{"account_id": "a", "ordered_at": 0}])

    assert pytest.approx(2 ** (-24 / 7), rel=1e-6) == see(history, 20, "account").loc["a", "purchases_decayed_7d"]


def test_sums_of_money_are_exact(tell, see):
    """Ten times 0.1 is 1, in whatever order."""
    history = tell(orders=[{"account_id": "a", "ordered_at": at / 10, "amount": 0.1} for at in range(10)])

    assert 1.0 == see(history, 3, "account").loc["a", "orders_value_all"]


def test_a_lead_that_nobody_closed_does_not_load_forever(tell, see):
    """After half a year an open lead counts no more as work, though it is still open."""
    history = tell(leads=[LEAD], stage_changes=[{"lead_id": "l", "stage": "first", "changed_at": 1}])

    assert [1, 0] == [see(history, at).loc["l", "load_region_open"] for at in (180, 182)]


def test_a_lead_recorded_ahead_loads_nobody_yet(tell, see):
    """A lead announced on day 1 for day 5 is work from day 5 on."""
    history = tell(
        leads=[LEAD, {"lead_id": "m", "created_at": 5, "recorded_at": 1}],
        stage_changes=[{"lead_id": "l", "stage": "first", "changed_at": 1}],
    )
    names = ["load_region_open", "load_region_new_7d"]

    assert [[1, 1], [2, 2]] == [see(history, at).loc["l", names].tolist() for at in (4, 5)]


def test_a_rep_who_left_shares_no_work(tell, see):
    """Open leads per rep are counted over those who are there."""
    history = tell(
        leads=[{**LEAD, "region": "N"}],
        reps=[
            {"rep_id": "r", "name": "n", "region": "N", "joined_at": 0},
            {"rep_id": "s", "name": "n", "region": "N", "joined_at": 0, "left_at": 5},
        ],
        stage_changes=[{"lead_id": "l", "stage": "first", "changed_at": 1}],
    )

    assert [0.5, 1.0] == [see(history, at).loc["l", "load_region_open_per_rep"] for at in (4, 5)]


def test_a_weekend_that_makes_up_for_a_holiday_is_worked():
    """In China 14 February 2026 is a Saturday at work, and the days of Spring Festival after it are not."""
    days = [pd.Timestamp(text).date() for text in ("2026-02-14", "2026-02-17", "2026-02-25")]

    assert [True, False, True] == [is_working_day(day, "CN") for day in days]


def test_the_calendar_looks_ahead_in_local_days(tell):
    """From the evening of 13 February UTC on, which is the 14th in Shanghai."""
    at = pd.Timestamp("2026-02-13T18:00Z")
    history = tell(orders=[{"account_id": "a", "ordered_at": at}])
    row = build(history, [at], Rows("account", "all"), Spec()).iloc[0]

    assert [5, 14] == row[["calendar_weekday", "calendar_day_of_month"]].tolist()
    assert 1 == row["calendar_working_days_next_7d"]


def test_a_country_without_a_calendar_is_refused():
    """The hint says what a country looks like."""
    with pytest.raises(UserError, match="ISO 3166"):
        is_working_day(pd.Timestamp("2026-01-01").date(), "Atlantis")
