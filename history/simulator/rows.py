"""The slow tables of a simulated world: accounts, reps, leads and stage changes."""

import numpy as np
import pandas as pd

from history.simulator.chance import Chance, Floats, Ints
from history.simulator.course import Course
from history.simulator.days import HOUR, times
from history.simulator.funnel import LOST, NO_CHANGE, WON
from history.simulator.names import companies, ids, people, where
from history.simulator.tenure import Tenure

LOST_REASONS = np.array(["预算取消", "选择竞品", "无回应", "价格过高", "需求变化"], dtype=object)


def late(seconds: Ints, chance: Chance, purpose: str, *keys: Ints) -> Ints:
    """When rows of that time got into the CRM: mostly within the hour, some of them most of a day later."""
    lag = 20 * 60 * np.exp(1.2 * chance.normal(f"{purpose} lag", *keys))
    return np.asarray(seconds + np.clip(lag, 60, 20 * HOUR).astype(np.int64))


def employees(course: Course) -> Floats:
    """The true headcount of each account."""
    who = np.arange(course.config.accounts)
    return np.asarray(np.round(np.exp(5.2 + 1.1 * course.chance.normal("employees", who)) + 5))


def account_rows(course: Course) -> pd.DataFrame:
    """The accounts; one in ten has a later version with a new headcount, some have none."""
    chance, rows = course.chance, _accounts(course)
    who = np.arange(len(rows))
    since = _valid_from(course)
    changed = course.days.at(chance.below(course.config.days, "headcount day", who), np.full(len(who), 8 * HOUR))
    again = (chance.uniform("headcount", who) < 0.1) & (changed > since) & rows["employees"].notna().to_numpy()
    grown = np.round(rows["employees"] * np.exp(0.1 + 0.25 * chance.normal("growth", who)))
    recorded = np.append(known_at(course), changed[again] + chance.below(1_200, "headcount lag", who[again]))
    versions: pd.DataFrame = pd.concat([rows, rows.assign(employees=grown)[again]], ignore_index=True)
    versions["valid_from"], versions["recorded_at"] = times(np.append(since, changed[again])), times(recorded)
    return versions


def known_at(course: Course) -> Ints:
    """When each account got into the CRM, in UTC seconds."""
    return _valid_from(course) + course.chance.below(1_200, "account lag", np.arange(course.config.accounts))


def _valid_from(course: Course) -> Ints:
    return np.asarray(course.days.midnight[0] + (course.market.known_from * 24 + 8) * HOUR)


def _accounts(course: Course) -> pd.DataFrame:
    config, chance, market = course.config, course.chance, course.market
    who = np.arange(config.accounts)
    name, website, _ = companies(market.industry, config.industries, chance)
    columns = {
        "account_id": ids("A", who),
        "name": name,
        "region": np.array(config.regions, dtype=object)[market.region],
        "industry": np.array(config.industries, dtype=object)[market.industry],
        "employees": np.where(chance.uniform("employees known", who) < 0.92, employees(course), np.nan),
        "website": website,
    }
    return pd.DataFrame(columns)


def rep_rows(course: Course) -> pd.DataFrame:
    """The reps; a second version says when one has left, and is not known before."""
    staff, chance = course.staff, course.chance
    who = np.arange(len(staff.region))
    joined = course.days.midnight[0] + staff.joined * 24 * HOUR
    joined = np.where(staff.joined >= 0, course.days.midnight[np.maximum(staff.joined, 0)], joined) + 9 * HOUR
    columns = {
        "rep_id": ids("R", who),
        "name": people(len(who), chance),
        "region": np.array(course.config.regions, dtype=object)[staff.region],
        "joined_at": times(joined),
        "recorded_at": times(joined + chance.below(1_800, "rep lag", who)),
    }
    rows = pd.DataFrame(columns)
    gone = staff.left < course.config.days
    left = course.days.at(staff.left[gone], np.full(int(gone.sum()), 19 * HOUR))
    after = times(left + chance.below(1_800, "leaver lag", who[gone]))
    leavers = rows[gone].reset_index(drop=True).assign(left_at=times(left), recorded_at=after)
    return pd.concat([rows, leavers], ignore_index=True)


def lead_values(course: Course) -> Floats:
    """What each lead is truly worth: by product and by the size of the account."""
    leads, chance = course.leads, course.chance
    size = np.log(employees(course)[leads.account]) - 5.2
    noise = 0.5 * chance.normal("value", leads.number)
    return np.asarray(np.round(np.exp(11.2 + 0.35 * size + 0.25 * products(course) + noise), -2))


def products(course: Course) -> Ints:
    """The product of each lead, as a position in the configured names."""
    return course.chance.below(len(course.config.products), "product", course.leads.number)


def lead_rows(course: Course, tenure: Tenure) -> pd.DataFrame:
    """The leads; a later version names the new rep of a lead whose rep has left. Some have no value yet."""
    config, chance, leads = course.config, course.chance, course.leads
    since = course.days.at(leads.day, leads.second)
    lag = np.minimum(late(since, chance, "lead", leads.number), since + 10 * HOUR)
    known = chance.uniform("value known", leads.number) < 0.85
    columns = {
        "lead_id": ids("L", leads.number),
        "account_id": ids("A", leads.account),
        "created_at": times(since),
        "source": np.array(config.sources, dtype=object)[leads.source],
        "region": np.array(config.regions, dtype=object)[leads.region],
        "industry": np.array(config.industries, dtype=object)[leads.industry],
        "product": np.array(config.products, dtype=object)[products(course)],
        "value": np.where(known, lead_values(course), np.nan),
    }
    rows = pd.DataFrame(columns).iloc[tenure.lead].reset_index(drop=True)
    handed_on = course.days.at(tenure.day, np.full(len(tenure.day), 8.6 * HOUR)) + tenure.lead % 600
    recorded = np.where(tenure.first, lag[tenure.lead], handed_on)
    return rows.assign(rep_id=ids("R", tenure.rep), recorded_at=times(recorded))


def stage_times(course: Course, lead: Ints, day: Ints) -> Ints:
    """When on that day a lead changed its stage, in seconds of the day."""
    return ((9.5 + 9 * course.chance.uniform("stage time", day, lead)) * HOUR).astype(np.int64)


def stage_rows(course: Course) -> pd.DataFrame:
    """The stage changes, beginning with the first stage at the creation of the lead; lost ones give a reason."""
    config, chance, leads, funnel = course.config, course.chance, course.leads, course.funnel
    moved = funnel.change != NO_CHANGE
    lead, day, change = funnel.lead[moved].astype(np.int64), funnel.day[moved].astype(np.int64), funnel.change[moved]
    names = np.array([*config.stages, "lost", "won"], dtype=object)
    at = course.days.at(day, stage_times(course, lead, day))
    since = course.days.at(leads.day, leads.second)
    why = LOST_REASONS[chance.below(len(LOST_REASONS), "reason", lead)]
    entered = np.minimum(late(since, chance, "lead", leads.number), since + 10 * HOUR)
    columns = {
        "lead_id": ids("L", np.append(leads.number, lead)),
        "stage": np.append(np.full(len(since), config.stages[0], dtype=object), names[_place(change, config.stages)]),
        "changed_at": times(np.append(since, at)),
        "reason": np.append(np.full(len(since), None), where(change == LOST, why)),
        "recorded_at": times(np.append(entered, late(at, chance, "stage", day, lead))),
    }
    return pd.DataFrame(columns)


def _place(change: Ints, stages: tuple[str, ...]) -> Ints:
    ended = np.where(change == WON, len(stages) + 1, len(stages))
    return np.where(change >= 0, change, ended)
