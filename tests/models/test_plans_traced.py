"""Every date, number and quotation of a plan is found again in rows that were known, by a reading of its own."""

import json
import re
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from models.dossier import Dossier, dossiers
from models.phrases import MONTHS
from models.plans import Context, Library, Plan, load_library, plans_for
from models.plans.play import Play

EN_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
ZH_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
EN_FOR, ZH_FOR = re.compile(r"\b(\d+) days\b"), re.compile(r"(\d+)天")
NUMBER = re.compile(r"\d[\d,]*")
QUOTED = re.compile(r"“(.+?)”")


@pytest.fixture(scope="module")
def world() -> History:
    """A simulated history."""
    return simulate(WorldConfig(accounts=120, days=300), 8).history


@pytest.fixture(scope="module")
def library() -> Library:
    """The plays that come along."""
    return load_library()


def days_of(text: str) -> list[date]:
    """The dates that a text names."""
    english = [date(int(year), MONTHS.index(month) + 1, int(day)) for day, month, year in EN_DAY.findall(text)]
    return english + [date(*map(int, found)) for found in ZH_DAY.findall(text)]


# What the stages of the simulated world are called in English.
STAGES = dict(
    zip(
        ["新建", "已联系", "需求确认", "方案报价", "商务谈判"],
        ["new", "contacted", "needs confirmed", "proposal", "negotiation"],
        strict=True,
    )
)


class Facts:
    """What the rows of a dossier say, read without the code that plans are made by."""

    def __init__(self, dossier: Dossier) -> None:
        zone = ZoneInfo(dossier.business.time_zone)
        rows = [row for table in dossier.rows.values() for row in table]
        times = [row.values.get("published_at") or row.at for row in rows] + [row.at for row in rows]
        self.days = {each.astimezone(zone).date() for each in times if isinstance(each, datetime)}
        today = dossier.as_of.astimezone(zone).date()
        orders = sorted({row.at.date() for row in dossier["orders"]})
        gap = round((orders[-1] - orders[0]).days / (len(orders) - 1)) if len(orders) > 1 else 0
        self.ages = {(today - each).days for each in self.days} | {gap}
        self.words = {str(value) for row in rows for value in row.values.values() if isinstance(value, str)}
        self.words |= {STAGES[each] for each in self.words if each in STAGES}
        touches = [row for row in dossier["activities"] if row["direction"]]
        counts = {len([row for row in touches if row["lead_id"] == lead]) for lead in dossier.leads}
        numbers = {int(value) for row in rows for value in row.values.values() if isinstance(value, float)}
        self.numbers = counts | numbers | self.ages | set(range(len(touches) + 1))


def told(plan: Plan) -> list[str]:
    """What is said of the customer: all but how others fared."""
    texts = [plan.title, plan.opening, plan.next_step, plan.why, plan.best_time.because, *(p.text for p in plan.points)]
    return [words for text in texts for words in text]


def template(play: Play) -> str:
    """All words that the play itself has, without what is filled in."""
    parts = [play.title, play.opening, play.next_step, *play.points]
    return re.sub(r"\{\w+\}", "", " ".join(f"{part.en} {part.zh}" for part in parts))


def check(plan: Plan, play: Play, facts: Facts) -> None:
    """Nothing is said that neither the rows nor the play say."""
    own = template(play)
    for text in told(plan):
        rest = ZH_DAY.sub("", EN_DAY.sub("", text))
        assert set(days_of(text)) <= facts.days, text
        assert {int(n) for n in EN_FOR.findall(rest) + ZH_FOR.findall(rest)} <= facts.ages, text
        quoted = set(QUOTED.findall(text))
        assert all(each in facts.words or each in own for each in quoted), text
        for each in [*facts.words, *quoted]:
            rest = rest.replace(each, "") if len(each) > 3 else rest
        rest = re.sub(r"\d{1,2}:00", "", rest)
        assert {int(n.replace(",", "")) for n in NUMBER.findall(rest)} <= facts.numbers, text


def test_whatever_a_plan_says_of_a_customer_stands_in_its_rows(world: History, library: Library) -> None:
    """Of every third account and every ninth lead, at four moments."""
    first, seen = world["leads"]["created_at"].min(), set()
    for days in (60, 150, 230, 300):
        for entity, step in (("account", 3), ("lead", 9)):
            ids = sorted(world[f"{entity}s"][f"{entity}_id"].unique())[::step]
            for dossier in dossiers(world, entity, ids, first + pd.Timedelta(days=days)).values():
                facts = Facts(dossier)
                for plan in plans_for(dossier, library, Context()):
                    check(plan, library.plays[plan.play], facts)
                    seen.add(plan.play)

    assert 25 <= len(seen)


SIGNALS = [play for play in load_library().plays.values() if play.when.signal is not None]


@pytest.mark.parametrize("play", SIGNALS, ids=lambda play: play.id)
def test_a_signal_of_each_topic_leads_to_its_play(library: Library, play: Play) -> None:
    """The simulated world has no news of every kind: here is one row of each topic, and nothing else."""
    asked, day = play.when.signal, pd.Timestamp("2026-03-02T03:00Z")
    assert asked is not None
    topics = [{"key": asked.topics[0], "score": 1.0}] if asked.topics else []
    signals = pd.DataFrame(
        {
            "signal_id": ["S"],
            "account_id": "A",
            "kind": (asked.kinds or ("news",))[0],
            "title": "标题一则",
            "text": "正文",
        }
    ).assign(details=json.dumps({"meaning": {"topics": topics}}), observed_at=day, published_at=day, recorded_at=day)
    accounts = pd.DataFrame({"account_id": ["A"], "name": "甲", "valid_from": day, "recorded_at": day})
    history = History.of(Business(), accounts=accounts, signals=signals)
    dossier = dossiers(history, "account", ["A"], day + pd.Timedelta(days=3))["A"]
    alone = Library({play.id: play}, library.roles)

    (plan,) = plans_for(dossier, alone, Context())

    check(plan, play, Facts(dossier))
    assert ("S",) == plan.points[0].evidence[0].key
    assert "标题一则" in plan.why.zh


def test_the_check_would_notice_what_is_made_up(world: History, library: Library) -> None:
    """Plans held against the rows of another customer do not stand."""
    as_of = world.last_recorded
    ids = sorted(world["accounts"]["account_id"].unique())[:20]
    found = list(dossiers(world, "account", ids, as_of).values())
    wrong = 0
    for mine, other in pairwise(found):
        for plan in plans_for(mine, library, Context()):
            try:
                check(plan, library.plays[plan.play], Facts(other))
            except AssertionError:
                wrong += 1

    assert wrong > 20
