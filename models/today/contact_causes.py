"""What the contact with a lead tells of its fall: an unanswered quote, a customer who waits, silence, a late start."""

import math

import numpy as np

from features.touches import OUTBOUND
from models.dossier import Row
from models.evidence import details_of
from models.today.case import Case, cited
from models.today.result import Cause
from models.today.texts import say

# With fewer gaps than these a lead has no habit of its own yet.
LEAST_GAPS = 5


def waiting(case: Case) -> Cause | None:
    """The customer's last touch has had none of ours since, for longer than a reply usually takes."""
    asked = next((row for row in reversed(case.touches) if case.inbound(row) and not case.outbound(row)), None)
    if asked is None or case.habits.reply is None:
        return None
    if any(row.at >= asked.at and case.outbound(row) for row in case.touches):
        return None
    days = case.working_days(asked.at)
    if days <= case.habits.reply:
        return None
    text = say("waiting", last=case.local(asked.at), days=days, usual=math.ceil(case.habits.reply))
    return Cause("waiting", text, cited(asked))


def quote(case: Case) -> Cause | None:
    """The last quote has had no answer for long: neither a touch by the customer since, nor a step to another stage."""
    sent = next((row for row in reversed(case.touches) if _is_quote(case, row)), None)
    if sent is None or case.dossier.as_of - sent.at < case.settings.unanswered:
        return None
    answered = any(row.at > sent.at and case.inbound(row) for row in case.touches)
    if answered or any(row.at > sent.at for row in case.moves):
        return None
    key = {None: "quote-unanswered", False: "quote-unopened", True: "quote-opened"}[_opened(sent)]
    return Cause(key, say(key, sent=case.local(sent.at), days=case.days_since(sent.at)), cited(sent))


def _is_quote(case: Case, row: Row) -> bool:
    direction = str(row["direction"] or "").strip().lower()
    return row["kind"] in case.settings.quotes and (not direction or direction in OUTBOUND)


def _opened(row: Row) -> bool | None:
    """Whether the customer has looked at it, by the details of the activity; None where they do not say."""
    details = details_of(row)
    for name in ("opened", "viewed"):
        if details.get(f"{name}_at"):
            return True
        if isinstance(details.get(name), bool):
            return bool(details[name])
    return None


def silent(case: Case) -> Cause | None:
    """No touch for longer than is usual: for this lead, where it has had enough of them, else in its stage."""
    if not case.touches or waiting(case) is not None:
        return None
    last, days = case.touches[-1], case.working_days(case.touches[-1].at)
    gaps = [case.working_days(a.at, b.at) for a, b in zip(case.touches, case.touches[1:], strict=False)]
    gaps = [gap for gap in gaps if gap > 0]
    if len(gaps) >= LEAST_GAPS:
        usual, key = float(np.quantile(gaps, case.habits.share, method="higher")), "silent-lead"
    elif case.moves and case.moves[-1]["stage"] in case.habits.gap:
        usual, key = case.habits.gap[case.moves[-1]["stage"]], "silent-stage"
    else:
        return None
    if days <= usual:
        return None
    text = say(key, days=days, last=case.local(last.at), usual=math.ceil(usual))
    return Cause("silent", text, cited(*(case.touches if key == "silent-lead" else [last])))


def late(case: Case) -> Cause | None:
    """The first touch by us came later than usual within the last thirty days, or is still to come."""
    if case.habits.response is None:
        return None
    created, usual = case.lead.at, math.ceil(case.habits.response)
    first = next((row for row in case.touches if row.at >= created and case.outbound(row)), None)
    days = case.working_days(created, first.at if first else None)
    if days <= case.habits.response:
        return None
    if first is None:
        return Cause("late", say("unanswered-lead", days=days, usual=usual), cited(case.lead))
    if not case.is_recent(first.at):
        return None
    text = say("answered-late", days=days, usual=usual, first=case.local(first.at))
    return Cause("late", text, cited(case.lead, first))
