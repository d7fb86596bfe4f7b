"""Three plans out of the plays that fit: unlike in whom they reach or how, and each for another purpose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pandas as pd

from history.record import History
from models.dossier import Dossier
from models.evidence import Text, evidence_of
from models.plans.channels import CHANNELS, channel_in
from models.plans.hours import Reach, Way, best_time, measure_reach, place_of
from models.plans.library import Library
from models.plans.matching import Match, because, matches, values
from models.plans.plan import Named, Plan, Point, Worked
from models.plans.settings import Outreach
from models.plans.situation import Situation
from models.plans.wording import PHRASES, listed, told
from models.plans.worked import NO_LEAD, PRIOR, Rates, measure_rates

MOST_PLANS = 3
# However well or badly something worked, it moves a play by this factor at the most.
MOST_SHIFT = 1.5
# A plan that shares its channel or its role with one chosen before has to fit so much better.
SAME_CHANNEL, SAME_ROLE = 0.7, 0.85
GOOD = frozenset({"replied", "meeting", "won"})


@dataclass(frozen=True)
class Context:
    """What plans rest on beside the customer's own rows, all of it known by one moment.

    `logged` counts, per play, its logged uses and how many of them led to a reply, a meeting or an order.
    """

    outreach: Outreach = field(default_factory=Outreach)
    reach: Reach = field(default_factory=Reach)
    rates: Rates = field(default_factory=lambda: Rates({}))
    logged: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def open_context(
    history: History, outreach: Outreach, as_of: pd.Timestamp, logged: Iterable[tuple[str, str]] = ()
) -> Context:
    """The context of `as_of` (aware UTC); `logged` are play and outcome of the outreach that was logged by then.

    Costs a pass over the history. Rows recorded later change nothing.
    """
    known = history.known_by(as_of)
    counts: dict[str, tuple[int, int]] = {}
    for play, outcome in logged:
        n, good = counts.get(play, (0, 0))
        counts[play] = (n + 1, good + (outcome in GOOD))
    return Context(
        outreach, measure_reach(known, outreach), measure_rates(known, outreach.channels, as_of), dict(counts)
    )


@dataclass(frozen=True)
class Planned:
    """The plans of one account or lead; none of one that is held out."""

    plans: Sequence[Plan]
    held_out: bool = False


def plan_or_hold_out(dossier: Dossier, library: Library, context: Context) -> Planned:
    """Its plans, unless the settings hold it out: an account by itself, a lead with its account where it has one."""
    owner = dossier.account
    unit = dossier.id if dossier.entity == "account" or owner is None else str(owner["account_id"])
    if context.outreach.holds_out(unit):
        return Planned((), held_out=True)
    return Planned(plans_for(dossier, library, context))


def plans_for(dossier: Dossier, library: Library, context: Context) -> list[Plan]:
    """At most three plans, best first, any two of them unlike in role or channel, and of another kind where they can.

    All that they cite are rows of the dossier. The same dossier gives the same plans.
    """
    now = Situation(dossier, context.outreach.channels)
    _, country = place_of(now, context.outreach)
    ranked = [
        _Ranked(match, channel, _worked(channel, now, context), context.logged, dossier.id)
        for match in matches(library, now)
        for channel in [channel_in(country, match.play.channel)]
    ]
    return [_plan(each, now, library, context) for each in _three(ranked)]


@dataclass(frozen=True)
class _Ranked:
    """A play that fits, and what is known of such outreach."""

    match: Match
    channel: str
    worked: Worked | None
    logged: Mapping[str, tuple[int, int]]
    customer: str

    @property
    def turn(self) -> str:
        """Which of equal ones comes first: another one for another customer, so that not all are told the same."""
        return sha256(f"{self.customer}\n{self.match.play.id}".encode()).hexdigest()

    @property
    def score(self) -> float:
        """Its fit, moved by what has worked."""
        play = self.match.play
        shift = 1.0 if self.worked is None else _ratio(self.worked.rate, self.worked.usual)
        return self.match.fit * play.weight * shift * _logged_shift(self.logged, play.id)


def _ratio(rate: float, usual: float) -> float:
    found = (rate / usual) ** 0.5 if usual > 0 else 1.0
    return min(max(found, 1 / MOST_SHIFT), MOST_SHIFT)


def _logged_shift(logged: Mapping[str, tuple[int, int]], play: str) -> float:
    uses, good = logged.get(play, (0, 0))
    usual = sum(each[1] for each in logged.values()) / max(sum(each[0] for each in logged.values()), 1)
    return _ratio((good + PRIOR * usual) / (uses + PRIOR), usual)


def _worked(channel: str, now: Situation, context: Context) -> Worked | None:
    state = NO_LEAD if now.lead is None else str(now.stage["stage"]) if now.stage is not None else None
    return None if state is None else context.rates.worked(state, channel)


def _three(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """The best, then the best that is unlike those; of a kind that is there already only where no other is left."""
    chosen: list[_Ranked] = []
    while len(chosen) < MOST_PLANS:
        unlike = [each for each in ranked if all(_unlike(each, other) for other in chosen)]
        kinds = {each.match.play.kind for each in chosen}
        fresh = [each for each in unlike if each.match.play.kind not in kinds]
        if not unlike:
            return chosen
        chosen.append(min(fresh or unlike, key=lambda each: (-_with_others(each, chosen), each.turn)))
    return chosen


def _unlike(one: _Ranked, other: _Ranked) -> bool:
    return (one.match.play.role, one.channel) != (other.match.play.role, other.channel)


def _with_others(each: _Ranked, chosen: Sequence[_Ranked]) -> float:
    score = each.score
    if each.channel in {other.channel for other in chosen}:
        score *= SAME_CHANNEL
    if each.match.play.role in {other.match.play.role for other in chosen}:
        score *= SAME_ROLE
    return score


def _plan(each: _Ranked, now: Situation, library: Library, context: Context) -> Plan:
    match, play = each.match, each.match.play
    said = values(match.held, now)
    points = [Point(told(point.text, said), (evidence_of(match.rows[point.cite]),)) for point in play.points]
    return Plan(
        play=play.id,
        kind=play.kind,
        title=told(play.title.text, said),
        role=Named(play.role, library.roles[play.role]),
        channel=Named(each.channel, CHANNELS[each.channel]),
        best_time=best_time(now, Way(each.channel, play.urgent), context.outreach, context.reach),
        opening=told(play.opening.text, said),
        points=tuple(points),
        next_step=told(play.next_step.text, said),
        why=_why(match, now, context),
        worked=each.worked,
        fit=round(match.fit, 3),
    )


def _why(match: Match, now: Situation, context: Context) -> Text:
    found = listed(because(match, now))
    uses, good = context.logged.get(match.play.id, (0, 0))
    if not uses:
        return found
    more = PHRASES("logged", n=uses, good=good)
    return Text(f"{found.en} {more.en}", f"{found.zh}{more.zh}")
