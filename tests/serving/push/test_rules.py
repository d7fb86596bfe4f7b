"""What is worth an alert, and what is no news."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.grades import NEVER
from serving.push.addressed import concerns, list_for
from serving.push.rules import Change, look
from serving.push.settings import PushSettings, Target

SETTINGS = PushSettings()


class Looker:
    """Looks again and again, and keeps its marks."""

    def __init__(self, made, settings: PushSettings = SETTINGS) -> None:
        self.now, self.settings, self.marks = made.morning, settings, {}

    def look(self, facts, after: timedelta = timedelta(minutes=10)) -> list[str]:
        """What a look some time later finds: the rule and what it is about, of each alert."""
        self.now += after
        change: Change = look(facts, self.marks, self.settings, self.now)
        for mark in change.clearing:
            self.marks.pop(mark, None)
        self.marks |= dict.fromkeys(change.setting, self.now)
        return [
            each.key.rsplit(":", 1)[0] if each.rule == "signal" else each.key.split(":2026")[0]
            for each in change.alerts
        ]


@pytest.fixture
def looker(made) -> Looker:
    """One that has looked once, when nothing was there."""
    found = Looker(made)
    assert [] == found.look(made.facts())
    return found


def test_the_first_look_is_no_news(made):
    """
    Everybody who is an A already, at risk already, below already is only noted.
    """
    facts = made.facts(
        top=(made.entry(1),), signals=(made.signal(),), at_risk=(made.at_risk(),), regions=(made.below(),)
    )
    first = Looker(made)

    assert ([], []) == (first.look(facts), first.look(facts))


def test_an_account_is_told_of_once_when_it_becomes_an_a(looker, made):
    """
    Around the threshold it stays silent; after it was clearly below, it is news again.
    """
    found = [looker.look(made.facts(top=(made.entry(1, chance),))) for chance in (0.09, 0.1, 0.11, 0.099, 0.1, 0.081)]
    assert [[], ["grade:A1"], [], [], [], []] == found

    again = [looker.look(made.facts(top=(made.entry(1, chance),))) for chance in (0.079, 0.099, 0.12)]
    assert [[], [], ["grade:A1"]] == again


@given(st.lists(st.floats(0.01, 0.3), min_size=1, max_size=30))
def test_between_two_alerts_it_was_clearly_below(made, chances):
    """
    Whatever way a probability goes: an alert at every rise past the threshold, one for each fall below 80 % of it.
    """
    looker, armed, expected, found = Looker(made), True, [], []
    looker.look(made.facts())
    for chance in chances:
        found.append(bool(looker.look(made.facts(top=(made.entry(1, chance),)))))
        expected.append(armed and chance >= 0.1)
        armed = (armed and chance < 0.1) or chance < 0.1 * 0.8

    assert expected == found


def test_another_model_is_no_news(looker, made):
    """
    A new model, or another threshold, gives everybody another score: who is an A by it is only noted.
    """
    low, high = made.entry(1, 0.05), made.entry(1, 0.5)
    looker.look(made.facts(top=(low,)))

    assert [] == looker.look(made.facts(top=(high,), model="4"))
    assert [] == looker.look(made.facts(top=(low,), model="4"))
    assert ["grade:A1"] == looker.look(made.facts(top=(high,), model="4"))
    assert [] == looker.look(made.facts(threshold=0.4, top=(high, made.entry(2, 0.45)), model="4"))


def test_where_nobody_can_be_an_a_nobody_is_told_of(looker, made):
    """
    A model without an order has no A.
    """
    assert [] == looker.look(made.facts(threshold=NEVER, top=(made.entry(1, 0.9),)))


def test_signals_of_buying_of_the_best_accounts_are_told_of_once(made):
    """
    Not of others, not of other topics, and not again where the same words come from elsewhere.
    """
    looker = Looker(made, PushSettings(alerts=("signal",)))
    looker.look(made.facts())
    top = (made.entry(1), made.entry(2, 0.06), made.entry(3, 0.01))
    signals = (
        made.signal("A1"),
        made.signal("A2"),
        made.signal("A3"),
        made.signal("A1", "另一则", topics=("hiring",)),
    )
    again = (made.signal("A1", "轴承采购 招标公告！"), made.signal("A1", "第二次招标"))

    assert ["signal:A1", "signal:A2"] == looker.look(made.facts(top=top, signals=signals))
    assert ["signal:A1"] == looker.look(made.facts(top=top, signals=again))
    assert [] == looker.look(made.facts(top=top, signals=signals))


def test_a_lead_that_slips_is_told_of_once_in_a_while(looker, made):
    """
    A steep fall is news, a small one is not; after a fortnight without it is news again.
    """
    steep, slight = made.facts(at_risk=(made.at_risk(),)), made.facts(at_risk=(made.at_risk(now=0.35),))

    assert [[], ["risk:L1"], []] == [looker.look(facts) for facts in (slight, steep, steep)]
    assert [] == looker.look(steep, timedelta(days=14))
    assert ["risk:L1"] == looker.look(steep, timedelta(days=14, seconds=1))


def test_a_region_is_told_of_when_it_falls_below(looker, made):
    """
    And not each day that it stays there.
    """
    below = made.facts(regions=(made.below(),))

    assert ["region:华东"] == looker.look(below)
    assert [[]] * 60 == [looker.look(below, timedelta(days=1)) for _ in range(60)]
    assert ["region:华东"] == looker.look(below, timedelta(days=29))


def test_only_the_rules_that_are_asked_for(made):
    """
    `alerts` names them.
    """
    looker = Looker(made, PushSettings(alerts=("region",)))
    looker.look(made.facts())

    assert ["region:华东"] == looker.look(made.facts(top=(made.entry(1),), regions=(made.below(),)))


@pytest.mark.parametrize(
    ("reps", "regions", "expected"),
    [
        ((), (), ["A1", "A2", "A3", "A4"]),
        (("R1",), (), ["A1", "A4"]),
        (("王芳", "R2"), (), ["A1", "A2", "A4"]),
        ((), ("华东",), ["A1", "A2", "A3"]),
        (("R1",), ("华东",), ["A1"]),
        (("R9",), (), []),
    ],
)
def test_a_target_gets_its_own_accounts(made, reps, regions, expected):
    """
    Of its reps, by id or name, and of its regions; what belongs to nobody goes only where everything goes.
    """
    top = (
        made.entry(1),
        made.entry(2, rep=made.li),
        made.entry(3, rep=None),
        made.entry(4, region=None),
    )
    target = Target(name="one", url="json://h/", reps=reps, regions=regions)
    looker = look(made.facts(top=top), {"began:grade:3:0.1": made.morning}, SETTINGS, made.morning)

    assert expected == [each.id for each in list_for(target, made.facts(top=top), 2).top]
    assert expected == [each.found.id for each in looker.alerts if concerns(target, each)]


def test_a_reps_target_hears_of_no_region(made):
    """
    A region is nobody's own: it goes to targets of that region, or of everything.
    """
    facts = made.facts(regions=(made.below("华东"), made.below("华南")))
    kinds = [{"reps": ("R1",)}, {"regions": ("华南",)}, {}]
    found = [
        [each.region for each in list_for(Target(name="t", url="json://h/", **kind), facts, 5).regions]
        for kind in kinds
    ]

    assert [[], ["华南"], ["华东", "华南"]] == found
