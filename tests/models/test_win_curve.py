"""The curves of leads that come in now, against the sandbox's own cells."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sandbox.course.ground import NOW
from models.sandbox.course.origins import Origins
from models.sandbox.sandbox import Sandbox
from models.win_curve import AT_ONCE, NewLead, new_lead_curves

NAMES = [None, "东部", "北部", "南部", "nowhere"]


@pytest.fixture(scope="module")
def box(build: Callable[..., Sandbox]) -> Sandbox:
    """Three regions, two industries, one source."""
    return build()


def test_a_curve_is_that_of_the_sandbox_s_cell(box: Sandbox) -> None:
    """A lead of one source and industry has the chance of the sandbox's leads of that kind, and its spread."""
    weeks = 8
    found = new_lead_curves(box, [NewLead("北部", "零售", box.sources[0])], [7 * weeks])

    assert "北部" == box.regions[1]
    only = np.zeros_like(box.standing.sources)
    only[:, 0] = 1.0
    origins = Origins(only, box.standing.products)
    cell = box.ground.course.chances(box.ground.cells(origins), NOW, weeks)[1, 1]

    assert cell.mean() == pytest.approx(found.chance.value[0, 0], rel=1e-3)
    assert np.quantile(cell, 0.1) == pytest.approx(found.chance.low[0, 0], rel=1e-3)


@given(
    region=st.sampled_from(NAMES),
    industry=st.sampled_from([None, "零售", "x"]),
    days=st.lists(st.integers(1, 182), min_size=1, max_size=6, unique=True).map(sorted),
)
def test_a_curve_rises_and_its_parts_sum_to_it(
    box: Sandbox, region: str | None, industry: str | None, days: list[int]
) -> None:
    """By a later day a lead is never less likely to be won; base, mix, season and load are the last chance."""
    found = new_lead_curves(box, [NewLead(region, industry)], days)
    chance = found.chance.value[0]

    assert (np.diff(chance) >= 0).all()
    assert (found.chance.low[0] <= chance).all()
    assert (chance <= found.chance.high[0]).all()
    assert chance[-1] == pytest.approx(found.base + found.mix[0] + found.season[0] + found.load[0])


def test_many_leads_have_the_curves_that_each_has_alone(box: Sandbox) -> None:
    """More than are worked on at a time, with repeats, in the order asked."""
    leads = [NewLead(NAMES[n % 5], ["制造业", "零售", None][n % 3]) for n in range(AT_ONCE + 30)]
    together = new_lead_curves(box, leads, [30, 100])

    for place in (0, 7, AT_ONCE + 29):
        alone = new_lead_curves(box, [leads[place]], [30, 100])
        assert alone.chance.value[0].tolist() == together.chance.value[place].tolist()
        assert alone.mix[0] == together.mix[place]


def test_a_name_never_seen_counts_as_unknown_and_is_told(box: Sandbox) -> None:
    """The same curve as of a lead that says nothing."""
    strange, silent = NewLead(region="nowhere", source="?"), NewLead()
    found = new_lead_curves(box, [strange, silent], [60])

    assert ("region", "source") == strange.unseen(box)
    assert () == silent.unseen(box)
    assert found.chance.value[0].tolist() == found.chance.value[1].tolist()
