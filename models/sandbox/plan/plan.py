"""A scenario placed on the sandbox's grid: weeks from the moment of the forecast on, regions, industries, sources."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.spec import Spec
from history.errors import UserError
from history.names import Names
from models.sandbox.course.ground import Ground
from models.sandbox.course.load_path import LoadEffect, Staff
from models.sandbox.course.origins import Origins
from models.sandbox.plan.mix import mix_of, shares_by_region
from models.sandbox.plan.scenario import Scenario
from models.sandbox.state.standing import MOST_WEEKS, Standing

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Timing:
    """A scenario on the grid of weeks that starts at the forecast's moment: the share of its leads that arrives in each
    week (up to the last one shown), and how many weeks are shown."""

    weeks: Array
    shown: int

    @property
    def parts(self) -> tuple[tuple[int, float], ...]:
        """The weeks in which leads arrive, each with its share."""
        return tuple((int(week), float(self.weeks[week])) for week in np.flatnonzero(self.weeks))


def timing_of(scenario: Scenario, today: pd.Timestamp) -> Timing:
    """Place the scenario's days on weeks counted from `today` (a local day).

    Raises:
        UserError: the leads would arrive before today, or later than the sandbox looks.
    """
    first = _days_from(today, scenario.start)
    if first < 0:
        raise UserError(
            f"线索从{scenario.start}开始到达，早于预测日{today.date()}。 "
            f"The leads would arrive from {scenario.start} on, before {today.date()}, the day of the forecast.",
            "请给出预测日或之后的日期。 Give a start on or after that day, or forecast as of an earlier moment.",
        )
    last = (first + scenario.days - 1) // 7
    if last + scenario.horizon_weeks > MOST_WEEKS:
        raise UserError(
            f"计划的结束在{last}周之后。 The plan ends {last} weeks from now.",
            "请把计划放在一年以内。 Plan within the next year.",
        )
    by_day = _by_day(scenario)
    share = np.bincount((first + np.arange(scenario.days)) // 7, by_day / by_day.sum())
    shown = last + scenario.horizon_weeks
    return Timing(np.pad(share, (0, shown - len(share))), shown)


def _by_day(scenario: Scenario) -> Array:
    """What of the leads comes on each day (days,), in any unit."""
    if any(scenario.weekly):
        return np.repeat(np.asarray(scenario.weekly, dtype=np.float64), 7)
    return np.arange(1.0, scenario.days + 1) if scenario.arrival == "ramp" else np.ones(scenario.days)


def _days_from(today: pd.Timestamp, day: object) -> int:
    return int((pd.Timestamp(str(day)) - today.tz_localize(None).normalize()).days)


@dataclass(frozen=True)
class Plan:
    """What is played beside the usual inflow: `leads` extra leads with the shares `mix` (R, I) and of `origins`,
    arriving as `timing` says, worked on by `staff`, of one week more than are shown: the last leads live half a week
    longer. Probabilities look `horizon` weeks ahead."""

    leads: int
    mix: Array
    origins: Origins
    timing: Timing
    horizon: int
    staff: Staff

    @classmethod
    def of(cls, scenario: Scenario, spec: Spec, ground: Ground, today: pd.Timestamp, names: Names) -> "Plan":
        """Place `scenario`; whoever is refused is told of regions by `names`.

        Raises:
            UserError: its times cannot be forecast, its shares leave leads without a place, its changes of reps leave a
                region without any, or it says something of reps or responses of which the history knows nothing.
        """
        timing, standing = timing_of(scenario, today), ground.standing
        reps = _reps(scenario, spec, standing, timing.shown + 1, today)
        _refuse_none(reps, scenario, spec, names)
        sources = shares_by_region("sources", spec.sources, scenario.sources, standing.sources)
        products = shares_by_region("products", ground.products, scenario.products, standing.products)
        return cls(
            scenario.leads,
            mix_of(scenario, spec, standing),
            Origins(sources, products, _answered(scenario.response_hours, ground)),
            timing,
            scenario.horizon_weeks,
            Staff(
                reps,
                LoadEffect(ground.effect.usual, ground.effect.least, scenario.quota),
            ),
        )

    @property
    def arriving(self) -> Array:
        """The extra leads (weeks, R)."""
        return np.asarray(self.leads * self.timing.weeks[:, None] * self.mix.sum(axis=1))


def _answered(hours: float | None, ground: Ground) -> Array | None:
    """What first touching leads after so many hours does to winning, against how soon it happened of late (D)."""
    if hours is None:
        return None
    found = ground.answered_in(hours)
    if found is None:
        raise UserError(
            "历史数据中没有首次跟进的记录，无法预测响应时间的影响。 "
            "The history knows no first touch of a lead, so what a response time does is unknown.",
            "请导入 activities 表。 Import a table of activities.",
        )
    return found


def _reps(scenario: Scenario, spec: Spec, standing: Standing, weeks: int, today: pd.Timestamp) -> Array:
    """Reps at work (weeks, R) with the scenario's changes, each from the week of its first day on."""
    reps = np.repeat(standing.reps[None], weeks, axis=0)
    if (scenario.reps or scenario.quota) and not np.isfinite(standing.reps).any():
        raise UserError(
            "历史数据中没有销售代表，无法预测人数或上限变化的影响。 "
            "The history names no reps, so what a change of them or a quota does is unknown.",
            "请导入 reps 表。 Import a table of reps.",
        )
    for change in scenario.reps:
        first = max(_days_from(today, change.start or scenario.start), 0) // 7
        reps[first:, spec.regions.index(change.region)] += change.change
    return reps


def _refuse_none(reps: Array, scenario: Scenario, spec: Spec, names: Names) -> None:
    for change in scenario.reps:
        if (reps[:, spec.regions.index(change.region)] < 1).any():
            zh, en = (names.shown(change.region, language) for language in ("zh", "en"))
            raise UserError(
                f"这样{zh}就没有销售了。 That leaves {en} without a rep.",
                "请至少保留一名。 Let one stay at the least.",
            )
