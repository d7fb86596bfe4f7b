"""All checks, and the examination that runs them."""

from collections.abc import Callable

import pandas as pd

from history.doctor import amount, companies, funnel, gaps, links, money, places, times
from history.doctor.finding import Finding
from history.record import History

Rule = Callable[[History, pd.Timestamp], Finding | None]

RULES: tuple[Rule, ...] = (
    amount.empty_history,
    amount.no_wins,
    amount.short_history,
    times.future_dates,
    times.recorded_before,
    times.recorded_late,
    times.stage_before_creation,
    times.published_after_observed,
    links.orphans,
    links.unassigned,
    links.owner_left,
    links.reps_overlapping,
    funnel.unlisted_stages,
    funnel.unseen_stages,
    funnel.ended_twice,
    funnel.after_end,
    funnel.never_moved,
    funnel.open_too_long,
    funnel.no_losses,
    money.overpaid,
    money.bad_amounts,
    companies.duplicate_accounts,
    companies.placeholder_names,
    gaps.silent_sources,
    gaps.fields_stopped,
    places.no_region,
    places.no_industry,
)

ORDER = ("error", "warning", "note")


def examine(history: History, as_of: pd.Timestamp) -> list[Finding]:
    """What is wrong with `history`, looked at as of the aware moment `as_of`: errors first, then warnings and notes.

    A rule whose table has no rows finds nothing.
    """
    found = [finding for rule in RULES if (finding := rule(history, as_of))]
    return sorted(found, key=lambda finding: ORDER.index(finding.severity))
