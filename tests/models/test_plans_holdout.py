"""Who is held out: by chance, for good, and about as many as was asked."""

from hypothesis import given
from hypothesis import strategies as st

from models.plans import Outreach

shares = st.floats(0, 0.5)


@given(st.text(max_size=30), shares, shares)
def test_a_larger_share_keeps_those_that_a_smaller_one_held_out(account: str, one: float, other: float) -> None:
    """So that a share can be raised without letting anybody change sides twice; nobody is held out of none."""
    low, high = sorted((one, other))

    assert Outreach(holdout=high).holds_out(account) or not Outreach(holdout=low).holds_out(account)
    assert not Outreach(holdout=0).holds_out(account)


@given(st.floats(0.05, 0.5), st.text(max_size=8))
def test_about_the_share_is_held_out(share: float, salt: str) -> None:
    """Of two thousand accounts, within five standard deviations."""
    outreach = Outreach(holdout=share, salt=salt)
    held = sum(outreach.holds_out(f"A{n}") for n in range(2_000))

    assert abs(held - 2_000 * share) <= 5 * (2_000 * share * (1 - share)) ** 0.5


def test_another_salt_draws_others() -> None:
    """A second holdout does not fall on the same accounts."""
    one, two = Outreach(holdout=0.5), Outreach(holdout=0.5, salt="again")
    both = sum(one.holds_out(f"A{n}") and two.holds_out(f"A{n}") for n in range(2_000))

    assert 400 < both < 600
