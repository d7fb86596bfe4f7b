"""Which version holds when: of accounts, reps and leads, and of what leads read from both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.events import Events
from features.spec import learn_spec
from features.versions import holding, row_at
from history.settings import Business

quickly = settings(max_examples=100, deadline=None)
versions_in_order = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), max_size=10).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)
LEAD = {"lead_id": "l", "created_at": 1, "account_id": "a", "rep_id": "r"}
ACCOUNT = {"account_id": "a", "name": "n"}


@quickly
@given(versions_in_order)
def test_an_overtaken_version_never_holds(rows):
    """A version holds at some time exactly when no later record of its owner holds from the same time or before."""
    expected = [
        all(other > since for later, other in rows[place + 1 :] if later == owner)
        for place, (owner, since) in enumerate(rows)
    ]
    owner, since = np.array(rows, dtype=np.int64).reshape(-1, 2).T

    assert expected == holding(owner, since).tolist()


@quickly
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=10).map(sorted),
    st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 10)), max_size=6),
)
def test_what_holds_is_the_last_begun(rows, asked):
    """`row_at` finds the last row of the owner that began by then, or none."""
    code, happened = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    owner, moment = np.array(asked, dtype=np.int64).reshape(-1, 2).T
    expected = [
        max((row for row, (code, begun) in enumerate(rows) if code == owner and begun <= moment), default=-1)
        for owner, moment in asked
    ]

    assert expected == row_at(Events(code, happened, happened), owner, moment).tolist()


def test_an_account_version_waits_until_it_is_valid(tell, see):
    """What is announced for day 9 does not hold on day 8."""
    history = tell(
        accounts=[
            {**ACCOUNT, "valid_from": 1, "employees": 5.0},
            {**ACCOUNT, "valid_from": 9, "recorded_at": 2, "employees": 50.0},
        ]
    )

    assert [5.0, 50.0] == [see(history, day, "account").loc["a", "account_employees"] for day in (8, 9)]


def test_a_later_record_supersedes_an_announcement(tell, see):
    """A version recorded before the announced one begins replaces it for good."""
    history = tell(
        accounts=[
            {**ACCOUNT, "valid_from": 9, "recorded_at": 1, "employees": 50.0},
            {**ACCOUNT, "valid_from": 3, "recorded_at": 5, "employees": 7.0},
        ]
    )

    assert 7.0 == see(history, 20, "account").loc["a", "account_employees"]


def test_a_lead_takes_the_region_of_an_account_recorded_later(tell, see):
    """An account that is entered after its lead gives the lead its region from then on."""
    history = tell(leads=[LEAD], accounts=[{**ACCOUNT, "valid_from": 5, "region": "N"}])

    assert [True, False] == [bool(see(history, day)["region"].isna()["l"]) for day in (4, 5)]


def test_a_lead_follows_its_account_to_another_region(tell, see):
    """The region is that of the account's version of the moment, not of the day the lead was made."""
    versions = [{**ACCOUNT, "valid_from": 0, "region": "N"}, {**ACCOUNT, "valid_from": 5, "region": "S"}]
    history = tell(leads=[LEAD], accounts=versions)

    assert ["N", "S"] == [see(history, day).loc["l", "region"] for day in (4, 5)]


def test_a_lead_follows_its_rep_to_another_region(tell, see):
    """Where the region is the rep's, it moves with the rep."""
    rep = {"rep_id": "r", "name": "n", "joined_at": 0}
    business = Business(region=("rep.region",))
    history = tell(business, leads=[LEAD], reps=[{**rep, "region": "N"}, {**rep, "region": "S", "recorded_at": 5}])

    assert ["N", "S"] == [see(history, day).loc["l", "region"] for day in (4, 5)]


def test_a_region_that_the_spec_does_not_list_is_not_replaced(tell, see):
    """The first source that knows wins, even if the model has never seen what it says."""
    history = tell(
        leads=[{**LEAD, "region": "brand new"}, {**LEAD, "lead_id": "m", "account_id": "b", "region": "N"}],
        accounts=[{**ACCOUNT, "valid_from": 0, "region": "N"}],
    )
    old = tell(leads=[{**LEAD, "region": "N"}])
    spec = learn_spec(old, old.last_recorded)

    assert [True, False] == see(history, 4, spec=spec)["region"].isna().tolist()


@pytest.mark.parametrize("region", [("lead.region", "account.region"), ("lead.region",)])
def test_an_account_that_says_no_region_stands_where_its_last_lead_does(tell, see, region):
    """A lead's region stands in for that of its account, and gives way to the account's own."""
    history = tell(
        Business(region=region),
        leads=[{**LEAD, "region": "N"}, {**LEAD, "lead_id": "m", "created_at": 3, "region": "S"}],
        accounts=[{**ACCOUNT, "valid_from": 8, "region": "W"}],
    )
    own = "W" if "account.region" in region else "S"

    assert ["N", "S", own] == [see(history, day, "account").loc["a", "region"] for day in (2, 4, 9)]
