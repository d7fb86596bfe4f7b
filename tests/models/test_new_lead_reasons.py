"""Why a lead that comes in now is as likely to be won as it is: its parts, in words."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.names import Names
from history.settings import Business
from models.new_lead_reasons import new_lead_reasons
from models.sandbox.answer.counts import Ranges
from models.sandbox.sandbox import Sandbox
from models.sandbox.state.standing import MOST_WEEKS
from models.win_curve import NewLead, NewLeadCurves, new_lead_curves
from models.win_reasons import WhyWon

LOADS = np.array([13.0, 5.0, 10.0, np.nan])


@pytest.fixture(scope="module")
def box(build: Callable[..., Sandbox]) -> Sandbox:
    """Four days a week are worked for the first four weeks; the regions differ in load."""
    idle = np.where(np.arange(MOST_WEEKS) < 4, 3 / 7, 2 / 7)
    business = Business().naming(Names(also={"东部": ("East",)}))
    return build(load_now=LOADS, idle=idle, business=business)


def why(box: Sandbox, lead: NewLead, day: int) -> WhyWon:
    """The reasons of one lead."""
    (found,) = new_lead_reasons(box, [lead], new_lead_curves(box, [lead], [day]), day)
    return found


def sure(*chances: float) -> Ranges:
    """Chances of single leads by one day."""
    return Ranges(*7 * [np.array(chances)[:, None]])


@given(region=st.sampled_from([None, "东部", "北部", "南部", "nowhere"]), day=st.integers(1, 182))
def test_base_reasons_and_rest_sum_to_the_chance(box: Sandbox, region: str | None, day: int) -> None:
    """Each reason has the points of its part."""
    lead = NewLead(region)
    curves, found = new_lead_curves(box, [lead], [day]), why(box, lead, day)
    parts = dict(zip(("mix", "calendar", "load_region"), (curves.mix, curves.season, curves.load), strict=True))

    assert {each.group: each.points for each in found.reasons}.items() <= {
        group: 100 * part[0] for group, part in parts.items()
    }.items()
    whole = 100 * found.base + sum(each.points for each in found.reasons) + found.other
    assert 100 * curves.chance.value[0, -1] == pytest.approx(whole)


@given(
    regions=st.lists(st.sampled_from([None, "东部", "北部", "nowhere"]), min_size=1, max_size=5),
    day=st.integers(1, 182),
)
def test_leads_are_told_alike_together_and_alone(box: Sandbox, regions: list[str | None], day: int) -> None:
    """Sentences that several share are those of each."""
    leads = [NewLead(region) for region in regions]

    together = new_lead_reasons(box, leads, new_lead_curves(box, leads, [day]), day)

    for lead, found in zip(leads, together, strict=True):
        alone = why(box, lead, day)
        assert [(each.text, each.effect) for each in alone.reasons] == [
            (each.text, each.effect) for each in found.reasons
        ]
        assert [each.points for each in found.reasons] == pytest.approx([each.points for each in alone.reasons])


def test_the_coming_days_and_the_load_are_told(box: Sandbox) -> None:
    """How many days are worked and how many are usual; open leads per salesperson, and the usual ones.

    The region is called as readers know it.
    """
    assert "东部" == box.regions[0]
    said = {each.group: each.text for each in why(box, NewLead("东部"), 30).reasons}

    assert "17 of the coming 30 days are worked; 21 are usual." == said["calendar"].en
    assert "未来30天中有17个工作日；通常是21个。" == said["calendar"].zh
    assert "East: 13 open leads per salesperson now; 10 are usual." == said["load_region"].en
    assert "东部：人均在跟线索13条；通常是10条。" == said["load_region"].zh


def test_a_lead_is_told_by_the_names_that_are_known(box: Sandbox) -> None:
    """Names never seen are left out; of nothing known the sentence says so. What is small is not told."""
    leads = [NewLead("东部", "x"), NewLead()]
    little = np.array([1e-4, -1e-4])
    curves = NewLeadCurves(sure(0.26, 0.14), 0.2, np.array([0.06, -0.06]), little, -little)

    (known,), (unknown,) = (found.reasons for found in new_lead_reasons(box, leads, curves, 90))

    assert "Leads of this kind (East) are won more often than the recent mix of leads." == known.text.en
    assert "区域、行业、来源和产品都未知的线索，比近期线索的平均水平更难赢单。" == unknown.text.zh
    assert [("raises", 6.0), ("lowers", -6.0)] == [(each.effect, each.points) for each in (known, unknown)]
    assert 0.26 / 0.74 / (0.2 / 0.8) == pytest.approx(known.odds_factor)


def test_a_season_that_working_days_do_not_make_is_told_as_one(box: Sandbox) -> None:
    """Four weeks of four days, and a chance that rises all the same."""
    curves = NewLeadCurves(sure(0.26), 0.2, np.zeros(1), np.array([0.06]), np.zeros(1))

    ((reason,),) = (found.reasons for found in new_lead_reasons(box, [NewLead()], curves, 28))

    assert "The coming 28 days are a strong time for winning; 16 of them are worked, 20 are usual." == reason.text.en
    assert "未来28天是赢单的旺季；其中有16个工作日，通常是20个。" == reason.text.zh


def test_an_unknown_load_is_not_told(box: Sandbox) -> None:
    """Its points are in the rest."""
    curves = NewLeadCurves(sure(0.26), 0.2, np.zeros(1), np.zeros(1), np.array([0.06]))

    (found,) = new_lead_reasons(box, [NewLead()], curves, 90)

    assert ((), 6.0) == (found.reasons, pytest.approx(found.other))
