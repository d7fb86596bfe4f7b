"""What the public web tells of the accounts: more, and more to the point, while they are about to buy."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from history.simulator.chance import Floats, Ints
from history.simulator.course import Course
from history.simulator.days import HOUR, times
from history.simulator.market import happenings
from history.simulator.names import companies, ids
from history.simulator.rows import employees, known_at
from history.simulator.texts import NEUTRAL, TELLING, details, worded
from history.tables import FIRST_LOOK, SIGNAL_KINDS

RATE = 0.014
BY_STATE = np.array((1.0, 3.0, 5.0, 5.0))
TELLING_BY_STATE = np.array((0.12, 0.55, 0.75, 0.7))
LOOK_DETAILS = '{"simulated": true, "first_look": true}'
# Shares of site updates, job postings, patents and news: at rest, and while a purchase is on its way.
KINDS_AT_REST = np.array([0.42, 0.24, 0.09, 0.25])
KINDS_ON_THE_WAY = np.array([0.30, 0.34, 0.05, 0.31])


def signal_rows(course: Course) -> pd.DataFrame:
    """All signals, in the order in which they were observed: hours to days after they were published."""
    day, account = happenings("signal", course.config.days, _rates(course), course.chance)
    published = course.days.at(day, 24 * HOUR * course.chance.uniform("published", day, account))
    lag = HOUR - 30 * HOUR * np.log(course.chance.uniform("collected", day, account))
    observed = published + lag.astype(np.int64)
    order = np.lexsort((account, observed))
    day, account, published, observed = (part[order] for part in (day, account, published, observed))
    kind = _kinds(course, day, account)
    dated = (kind != 0) | (course.chance.uniform("dated", day, account) < 0.6)
    title, text, url = _told(course, day, account, kind)
    columns = {
        "signal_id": ids("S", np.arange(len(day))),
        "account_id": ids("A", account),
        "kind": np.array(SIGNAL_KINDS, dtype=object)[kind],
        "url": url,
        "published_at": times(published).where(dated),
        "observed_at": times(observed),
        "title": title,
        "text": text,
        "details": list(map(details, title, text)),
        "recorded_at": times(observed + 30 + course.chance.below(1_200, "signal lag", day, account)),
    }
    return pd.DataFrame(columns)


def look_rows(course: Course) -> pd.DataFrame:
    """The notes of when each account was first looked at for each kind, as the collector leaves them.

    That is within the hour after it got into the CRM, or after the world began.
    """
    who = np.repeat(np.arange(course.config.accounts), len(SIGNAL_KINDS))
    kind = np.tile(np.arange(len(SIGNAL_KINDS)), course.config.accounts)
    begun = np.maximum(known_at(course), course.days.midnight[0])[who]
    looked = times(begun + 60 + course.chance.below(3_000, "first look", who, kind))
    columns = {
        "signal_id": ids("F", np.arange(len(who))),
        "account_id": ids("A", who),
        "kind": np.array(SIGNAL_KINDS, dtype=object)[kind],
        "observed_at": looked,
        "title": FIRST_LOOK,
        "details": LOOK_DETAILS,
        "recorded_at": looked,
    }
    return pd.DataFrame(columns)


def _rates(course: Course) -> Callable[[int], Floats]:
    market = course.market
    loud = np.exp(0.5 * course.chance.normal("loud", np.arange(course.config.accounts)))
    loud = RATE * loud * np.exp(0.15 * (np.log(employees(course)) - 5.2))

    def rates(day: int) -> Floats:
        known = (market.known_from <= day) * (1.0 if course.days.working[day] else 0.45)
        return np.asarray(loud * known * BY_STATE[market.states[day]], dtype=np.float64)

    return rates


def _kinds(course: Course, day: Ints, account: Ints) -> Ints:
    steps = np.cumsum(np.stack([KINDS_AT_REST, KINDS_ON_THE_WAY]), axis=1)[:, :-1]
    on_the_way = (course.market.states[day, account] > 0).astype(np.int64)
    drawn = course.chance.uniform("signal kind", day, account)
    return np.asarray((drawn[:, None] > steps[on_the_way]).sum(axis=1), dtype=np.int64)


def _told(course: Course, day: Ints, account: Ints, kind: Ints) -> tuple[list[str], list[str], list[str]]:
    chance, config = course.chance, course.config
    names, sites, english = companies(course.market.industry, config.industries, chance)
    telling = chance.uniform("telling", day, account) < TELLING_BY_STATE[course.market.states[day, account]]
    which, what = chance.below(1_000, "wording", day, account), chance.below(1_000, "subject", day, account)
    titles, texts, urls = [], [], []
    for row, who in enumerate(account):
        topic = TELLING if telling[row] else NEUTRAL
        title, text = worded(topic, int(kind[row]), names[who], bool(english[who]), (int(which[row]), int(what[row])))
        titles.append(title)
        texts.append(text)
        urls.append(f"{sites[who]}/{SIGNAL_KINDS[kind[row]]}/{day[row]}")
    return titles, texts, urls
