"""Leads and their accounts: a lead that learns its account, or moves to another, takes its past along."""

import numpy as np

from history.settings import Business

LEAD = {"lead_id": "l", "created_at": 1}


def test_an_account_learned_later_gets_the_leads_past(tell, see):
    """Touches, stages and sales count for the account from when the lead is known to be its."""
    history = tell(
        leads=[LEAD, {**LEAD, "account_id": "a", "recorded_at": 6}],
        activities=[{"lead_id": "l", "kind": "call", "happened_at": 2}],
        stage_changes=[
            {"lead_id": "l", "stage": "second", "changed_at": 3},
            {"lead_id": "l", "stage": "won", "changed_at": 4},
        ],
    )
    row = see(history, 6, "account").loc["a"]

    assert [1, 1, 1, 1, 0] == row[
        ["touches_count_all", "leads_last_stage_rank", "leads_won_count_all", "purchases_count_all", "leads_open"]
    ].tolist()


def test_an_account_learned_later_is_not_there_before(tell, see):
    """Before any row that was known named it, the account has no row."""
    history = tell(leads=[LEAD, {**LEAD, "account_id": "a", "recorded_at": 6}])

    assert see(history, 5.9, "account").empty


def test_a_lead_reads_the_account_of_its_version_of_the_moment(tell, see):
    """The orders that a lead sees are those of the account that it is then known to belong to."""
    history = tell(
        leads=[LEAD, {**LEAD, "account_id": "a", "recorded_at": 6}, {**LEAD, "account_id": "b", "recorded_at": 9}],
        orders=[{"account_id": "a", "ordered_at": 0, "amount": 7.0}, {"account_id": "b", "ordered_at": 0}],
        stage_changes=[{"lead_id": "l", "stage": "first", "changed_at": 1}],
    )

    assert ["nan", "7.0", "0.0"] == [str(see(history, at).loc["l", "orders_value_all"]) for at in (5, 8, 9)]


def test_a_moved_lead_leaves_nothing_behind(tell, see):
    """The old account loses the lead's touches, sales and open lead, the new one has them."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}, {**LEAD, "account_id": "b", "recorded_at": 6}],
        activities=[{"lead_id": "l", "kind": "call", "happened_at": 2}],
        stage_changes=[{"lead_id": "l", "stage": "won", "changed_at": 4}],
    )
    names = ["touches_count_all", "leads_created_count_30d", "leads_won_count_all", "purchases_count_all"]

    assert [[1, 1, 1, 1]] == see(history, 5, "account")[names].to_numpy().tolist()
    assert [[0, 0, 0, 0], [1, 1, 1, 1]] == see(history, 6, "account")[names].to_numpy().tolist()


def test_the_last_touch_is_the_last_one_still_there(tell, see):
    """When the lead with the latest touch has moved on, the one before it is the account's last again."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}, {**LEAD, "account_id": "b", "recorded_at": 6}],
        activities=[
            {"account_id": "a", "kind": "call", "happened_at": 1},
            {"lead_id": "l", "kind": "call", "happened_at": 4},
        ],
    )

    assert [1, 6] == [see(history, at, "account").loc["a", "touches_days_since_last"] for at in (5, 7)]


def test_a_purchase_day_stays_when_one_of_its_purchases_moves_on(tell, see):
    """An order of the same day stands in for the sale whose lead has moved to another account."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}, {**LEAD, "account_id": "b", "recorded_at": 6}],
        stage_changes=[{"lead_id": "l", "stage": "won", "changed_at": 4.1}],
        orders=[{"account_id": "a", "ordered_at": 4.2}],
    )

    assert [1, 1] == [see(history, at, "account").loc["a", "purchases_count_all"] for at in (5, 7)]


def test_of_the_doubled_ends_of_a_lead_one_counts(tell, see):
    """A lead that was reported won twice was won once, and leaves no other lead less open."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}, {**LEAD, "account_id": "a", "lead_id": "m"}],
        stage_changes=[
            {"lead_id": "l", "stage": "won", "changed_at": 2},
            {"lead_id": "l", "stage": "won", "changed_at": 3},
            {"lead_id": "l", "stage": "lost", "changed_at": 3},
        ],
    )
    names = ["leads_won_count_all", "leads_lost_count_all", "leads_open", "purchases_count_all"]

    assert [1, 0, 1, 1] == see(history, 5, "account").loc["a", names].tolist()


def test_a_lost_lead_that_is_won_after_all_is_a_purchase(tell, see):
    """As a lead it stays lost, which it was when it ended; its account has bought."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}],
        stage_changes=[
            {"lead_id": "l", "stage": "lost", "changed_at": 2},
            {"lead_id": "l", "stage": "won", "changed_at": 4},
        ],
    )
    names = ["leads_won_count_all", "leads_lost_count_all", "purchases_count_all"]

    assert [0, 1, 1] == see(history, 5, "account").loc["a", names].tolist()


def test_what_happened_to_a_lead_not_recorded_yet_is_not_told(tell, see):
    """An end that comes in before its lead counts from when the lead is there: for rates and for the level of wins."""
    history = tell(
        Business(region=("lead.region",)),
        leads=[
            {**LEAD, "region": "N", "recorded_at": 9},
            {**LEAD, "lead_id": "m", "region": "N"},
        ],
        stage_changes=[{"lead_id": "l", "stage": "won", "changed_at": 4}],
    )
    names = ["rate_closed_region", "level_wins_per_open_lead_7d"]

    np.testing.assert_array_equal([np.nan, 0], see(history, 8).loc["m", names].to_numpy(dtype=float))
    np.testing.assert_array_equal([1, 1], see(history, 9).loc["m", names].to_numpy(dtype=float))
