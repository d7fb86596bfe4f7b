"""Leads shared out among reps, against giving them out one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sandbox.state.staff import Person, shared_out


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(0, 100))
def test_leads_go_to_whoever_has_fewest(held, leads):
    """
    As if each small part of a lead went to the rep with the fewest open ones at that moment.
    """
    people = [Person(str(n), str(n), 0, float(open_)) for n, open_ in enumerate(held)]
    found = shared_out(float(leads), people)
    slow = [float(each) for each in held]
    for _ in range(leads * 10):
        slow[slow.index(min(slow))] += 0.1

    assert leads == pytest.approx(found.sum())
    assert sorted(slow) == pytest.approx(sorted(held[n] + more for n, more in enumerate(found)), abs=0.11)
