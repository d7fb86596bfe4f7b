"""What accounts buy: one order for each lead won, and orders that they place of themselves."""

import numpy as np
import pandas as pd

from history.simulator.chance import Floats, Ints
from history.simulator.course import Course
from history.simulator.days import HOUR, times
from history.simulator.funnel import WON
from history.simulator.market import LEVELS, happenings
from history.simulator.names import ids, where
from history.simulator.rows import employees, late, lead_values, stage_times

CUSTOMERS = 0.35
ORDER_RATE = 0.0036
ORDER_BY_STATE = np.array((0.6, 1.0, 2.0, 6.0))
PAID = np.array((0.0, 0.3, 0.5, 1.0))
PAID_SHARES = np.array([0.25, 0.35, 0.2, 0.2])


def order_rows(course: Course) -> pd.DataFrame:
    """All orders in the order of their times; `paid` is what came with the order."""
    parts = [_won(course), _direct(course)]
    account, lead, day, at, amount = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((lead, account, at))
    account, lead, day, at, amount = (column[order] for column in (account, lead, day, at, amount))
    keys = (day, account, lead + 1)
    share = PAID[course.chance.choice(PAID_SHARES, "paid", *keys)]
    columns = {
        "order_id": ids("O", np.arange(len(at))),
        "account_id": ids("A", account),
        "lead_id": where(lead >= 0, ids("L", np.maximum(lead, 0))),
        "ordered_at": times(at),
        "amount": amount,
        "paid": np.round(share * amount, 2),
        "recorded_at": times(late(at, course.chance, "order", *keys)),
    }
    return pd.DataFrame(columns)


def customer_since(course: Course) -> Ints:
    """The day from which each account is a customer: -1 for those who were one already, else its first win's."""
    since = np.full(course.config.accounts, course.config.days)
    won = course.funnel.change == WON
    np.minimum.at(since, course.leads.account[course.funnel.lead[won]], course.funnel.day[won])
    before = course.chance.uniform("customer", np.arange(course.config.accounts)) < CUSTOMERS
    return np.where(before & (course.market.known_from < 0), -1, since)


def _won(course: Course) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    rows = course.funnel.change == WON
    lead, day = course.funnel.lead[rows].astype(np.int64), course.funnel.day[rows].astype(np.int64)
    signed = stage_times(course, lead, day) + 60 + course.chance.below(1_700, "signature", lead)
    amount = lead_values(course)[lead] * np.exp(0.1 * course.chance.normal("haggling", lead))
    return course.leads.account[lead], lead, day, course.days.at(day, signed), np.round(amount, 2)


def _direct(course: Course) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    market, chance = course.market, course.chance
    since = customer_since(course)
    eager = ORDER_RATE * np.exp(0.5 * LEVELS[market.level])

    def rates(day: int) -> Floats:
        open_day = course.days.working[day] * (since < day)
        return np.asarray(eager * ORDER_BY_STATE[market.states[day]] * open_day, dtype=np.float64)

    day, account = happenings("direct order", course.config.days, rates, chance)
    at = course.days.at(day, (9 + 9 * chance.uniform("order time", day, account)) * HOUR)
    size = 0.35 * (np.log(employees(course)[account]) - 5.2)
    amount = np.exp(10.2 + size + 0.7 * chance.normal("amount", day, account))
    return account, np.full(len(day), -1), day, at, np.round(amount, 2)
