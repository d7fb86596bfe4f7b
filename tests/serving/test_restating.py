"""The sentence that says a scenario again."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.errors import UserError
from history.names import Names
from models.question import Vocabulary, understand
from models.sandbox.plan.scenario import MIXES, RepChange, Scenario
from serving.planner.restating import restated
from serving.wording import LANGUAGES, Language

TODAY = date(2026, 9, 4)
DAYS = st.dates(date(2026, 9, 5), date(2027, 3, 1))

HARD = (
    "华东",
    "华东一区",
    "华南",
    "North",
    "North East",
    "new",
    "A",
    "365",
    "下周",
    "60%",
    "S, M; L",
    "Zone One",
    "线索",
    "未来之星",
    "零售",
    "华中",
)
NAMES = st.sampled_from(HARD) | st.from_regex(
    r"[A-Z][a-z]{2,7}( [A-Z][a-z]{2,7})?|[东南西北江河湖海山川]{2,4}[省市]?", fullmatch=True
)


def _names(least: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(NAMES, min_size=least, max_size=5, unique_by=str.lower).map(tuple)


def _mix(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, float]:
    if not names:
        return {}
    some = draw(st.lists(st.sampled_from(names), unique=True, max_size=4))
    parts = draw(st.lists(st.floats(0, 1), min_size=len(some) + 1, max_size=len(some) + 1))
    whole = sum(parts) or 1.0
    return {name: part / whole for name, part in zip(some, parts[draw(st.integers(0, 1)) :], strict=False)}


@st.composite
def asked(draw: st.DrawFn) -> tuple[Vocabulary, Scenario]:
    """A vocabulary, in which a name may be of several kinds and called otherwise, and a scenario in its names."""
    kinds = [draw(_names(least)) for least in (1, 0, 0, 0)]
    own = [name for names in kinds for name in names]
    also = draw(st.dictionaries(st.sampled_from(own), st.lists(NAMES, max_size=2)))
    words = Vocabulary(*kinds, names=Names(also=also).besides(own))
    # More of them, with all else, are longer than a question may be.
    weekly = draw(st.just(()) | st.lists(st.integers(0, 9_999), min_size=2, max_size=10).map(tuple))
    change = st.builds(RepChange, st.sampled_from(words.regions), st.integers(-1000, 1000), st.none() | DAYS)
    scenario = Scenario(
        leads=sum(weekly) if weekly else draw(st.integers(0, 2_000_000)),
        start=draw(DAYS),
        days=7 * len(weekly) or draw(st.integers(1, 182)),
        horizon_weeks=draw(st.integers(1, 26)),
        arrival="even" if weekly else draw(st.sampled_from(("even", "ramp"))),
        weekly=weekly,
        reps=tuple(draw(st.lists(change, max_size=3))),
        quota=draw(st.none() | st.integers(1, 100_000).map(lambda tenths: tenths / 10)),
        response_hours=draw(
            st.none() | st.integers(1, 3_360).map(lambda tenths: tenths / 10) | st.integers(3, 59).map(lambda n: n / 60)
        ),
        **{kind: _mix(draw, words.of(kind)) for kind in MIXES},
    )
    return words, scenario


@pytest.mark.parametrize("lang", LANGUAGES)
@given(both=asked())
def test_a_restated_scenario_can_be_asked_again(lang: Language, both: tuple[Vocabulary, Scenario]) -> None:
    """The sentence is understood as the same scenario; shares are rounded to tenths of a percent."""
    words, scenario = both
    again = understand(getattr(restated(scenario, words.names), lang), words, TODAY)

    assert _without_mixes(scenario) == _without_mixes(again)
    for kind in MIXES:
        assert _near(getattr(scenario, kind), getattr(again, kind))


@given(both=asked())
def test_the_example_that_is_given_can_be_asked(both: tuple[Vocabulary, Scenario]) -> None:
    """Whoever was not understood is shown a question in the names of the history, which is one in both languages."""
    words, _ = both
    with pytest.raises(UserError) as refused:
        understand("亿条线索", words, TODAY)
    zh, en = re.fullmatch(r".*例如：(.*)。 .* for example: (.*)\.", refused.value.hint).groups()

    assert understand(zh, words, TODAY).leads == understand(en, words, TODAY).leads == 200


# Of what plans are typed: numbers, times, shares, names, and what stands between them.
PIECES = (
    "下周|未来4周|12月|每周|新增|200条线索|5000|华东|North|其中|占60%|制造业|广告|，|next month|weekly|"
    "50 more leads|for 3 weeks|in the north|and|from ads|two new reps|half|隔周|下下周|300条|从10条涨到100条|"
    "ramp from 10 to 90|every other week|the week after|第一周|week by week 20 / 30|both|都|平均分给华东和North"
)
TYPED = st.lists(st.sampled_from(PIECES.split("|")), max_size=9).map(" ".join)
CALLED = Names(also={"华东": ("East",), "制造业": ("Manufacturing", "industry"), "North": ("北方",)})
PLAIN = Vocabulary(("华东", "North"), ("制造业", "Retail"), ("广告", "ads"), (), names=CALLED)


@pytest.mark.parametrize("lang", LANGUAGES)
@given(text=TYPED)
def test_what_was_understood_of_any_text_is_said_the_same_again(lang: Language, text: str) -> None:
    """Restated, asked, and restated again, it is the same sentence; a text that is no plan is told so."""
    try:
        said = getattr(restated(understand(text, PLAIN, TODAY), PLAIN.names), lang)
    except UserError:
        return

    assert said == getattr(restated(understand(said, PLAIN, TODAY), PLAIN.names), lang)


def _without_mixes(scenario: Scenario) -> Scenario:
    return replace(scenario, regions={}, industries={}, sources={}, products={})


def _near(shares: Mapping[str, float], others: Mapping[str, float]) -> bool:
    return set(shares) == set(others) and all(abs(shares[name] - others[name]) < 0.001 + 1e-9 for name in shares)


FULL = Scenario(
    leads=1200,
    start=date(2026, 12, 1),
    days=14,
    regions={"华东": 0.6, "North": 0.4},
    industries={"制造业": 1 / 3},
    horizon_weeks=8,
    sources={"广告": 0.25},
    products={"A": 0.5},
    arrival="ramp",
    reps=(
        RepChange("华东", -2),
        RepChange("North", 2),
        RepChange("North", 1, date(2026, 12, 8)),
        RepChange("华东", -1),
    ),
    quota=30.0,
    response_hours=1.0,
)


def test_everything_is_said_in_english() -> None:
    """Each part of a scenario has its words; two opposite changes of reps are a move, and one is no plural.

    Names are told in English where the settings know one.
    """
    assert restated(FULL, CALLED).en == (
        "1,200 extra leads from 1 Dec 2026 for 14 days, ramping up; regions: East 60%, North 40%; "
        "industries: Manufacturing 33.3%; "
        "sources: 广告 25%; products: “A” 50%; move 2 reps from East to North; 1 more rep in North from 8 Dec 2026; "
        "1 fewer rep in East; at most 30 open leads per rep; first response within 1 hour; 8-week horizon"
    )


def test_the_leads_of_each_week_are_listed() -> None:
    """In both languages; those of a single week are all."""
    weeks, week = Scenario(1200, date(2026, 12, 1), 14, weekly=(200, 1000)), Scenario(5, date(2026, 12, 1), weekly=(5,))

    assert "1,200 extra leads from 1 Dec 2026 for 14 days, week by week 200 / 1,000, 12-" in restated(weeks, CALLED).en
    assert "从2026年12月1日起连续14天新增1,200条线索，逐周200 / 1,000条，展望" in restated(weeks, CALLED).zh
    assert "week by week" not in restated(week, CALLED).en


@pytest.mark.parametrize("lang", LANGUAGES)
def test_half_a_year_of_weeks_can_be_asked_again(lang: Language) -> None:
    """As many weeks as leads may arrive in, with large numbers."""
    weekly = tuple(range(380_000, 379_974, -1))
    scenario = Scenario(sum(weekly), date(2026, 12, 1), 182, weekly=weekly)

    assert scenario == understand(getattr(restated(scenario, CALLED), lang), PLAIN, TODAY)


def test_one_day_is_no_plural() -> None:
    """In English; and it is read as what it says."""
    one = Scenario(10, date(2026, 12, 1), 1)

    assert "10 extra leads from 1 Dec 2026 for 1 day, 12-week horizon" == restated(one, CALLED).en


def test_everything_is_said_in_chinese() -> None:
    """The same in Chinese."""
    assert restated(FULL, CALLED).zh == (
        "从2026年12月1日起连续14天新增1,200条线索，逐步增加；区域：华东 60%、北方 40%；"
        "行业：制造业 33.3%；来源：广告 25%；"
        "产品：“A” 50%；从华东调2名销售到北方；北方增加1名销售，从2026年12月8日起；华东减少1名销售；"
        "每位销售最多跟进30条线索；1小时内首次响应；展望8周"
    )


@pytest.mark.parametrize("hours", [5 / 60, 0.0833])
def test_minutes_are_said_as_minutes(hours: float) -> None:
    """Also where a form has rounded the hours."""
    said = restated(Scenario(10, date(2026, 12, 1), response_hours=hours), Names())

    assert "first response within 5 minutes" in said.en
    assert "5分钟内首次响应" in said.zh


def test_rounded_shares_do_not_exceed_the_whole() -> None:
    """Three thirds of 33.35 % each, rounded one by one, would be 100.2 %."""
    shares = {"A1": 0.3335, "B2": 0.3335, "C3": 0.333}
    said = restated(Scenario(10, date(2026, 12, 1), regions=shares), Names()).en

    assert sum(float(share) for share in re.findall(r"([\d.]+)%", said)) == pytest.approx(100)
