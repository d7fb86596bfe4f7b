"""Contacts: how many, how, when last, who made them, and how soon the first one came."""

from datetime import timedelta

from features.touches import INBOUND
from models.dossier import Row
from models.evidence import Text
from models.phrases import Value
from models.reasons.facts.owner import of_account
from models.reasons.view import DAY, Fact, View, usual_gap
from models.reasons.words import kind_name, kinds_counted, phrases

RECENT_DAYS = 30


def touches(view: View) -> Fact | None:
    """Contacts of the last month, or how long it has been silent beside the usual gap."""
    rows = view.touches
    if not rows:
        return Fact("touches-none")
    last, recent = rows[-1], view.within(rows, RECENT_DAYS)
    gap = usual_gap([row.at for row in rows])
    silent = gap is not None and view.dossier.as_of - last.at > max(gap, 1.0) * DAY
    if recent and (view.raises or not silent):
        return Fact("touches-recent", _counted(view, recent), recent)
    said = {**view.dated(last.at), "kind": kind_name(last["kind"])}
    # A gap that has not run out is no sign of silence.
    if not silent or gap is None or round(gap) < 1:
        return Fact("touches-silent", said, [last])
    return Fact("touches-overdue", said | {"gap": round(gap)}, [last])


def inbound(view: View) -> Fact | None:
    """What came from the customer."""
    rows = [row for row in view.touches if _is_inbound(row)]
    if not rows:
        return Fact("inbound-none")
    recent = view.within(rows, RECENT_DAYS)
    if recent:
        return Fact("inbound-recent", _counted(view, recent), recent)
    return Fact("inbound-old", {**view.dated(rows[-1].at), "kind": kind_name(rows[-1]["kind"])}, rows[-1:])


def account_touches(view: View) -> Fact | None:
    """Contacts with a lead's account and all of its leads, which are not in the lead's dossier."""
    return of_account(view, _of_account)


def _of_account(view: View) -> Fact | None:
    count, since = view.number("touches_account_count_30d"), view.number("touches_account_days_since_last")
    if since is None:
        return Fact("account-touches-none")
    return Fact("account-touches", {"n": round(count or 0.0), "since": int(since)})


def response(view: View) -> Fact | None:
    """How soon a lead was first contacted."""
    versions = [row for row in view.dossier["leads"] if row["lead_id"] == view.dossier.id]
    if not versions:
        return None
    created = versions[0].at
    first = next((row for row in view.touches if row.at >= created), None)
    if first is None:
        return Fact("response-none", view.dated(created), versions[:1])
    said: dict[str, Value] = {"span": span(first.at - created), "kind": kind_name(first["kind"])}
    return Fact("response", said | view.dated(first.at), [first])


def span(time: timedelta) -> Text:
    """A stretch of time in the unit that it is thought of in."""
    minutes = round(time / timedelta(minutes=1))
    if minutes < 90:
        return phrases("minutes", n=minutes)
    return phrases("hours", n=round(minutes / 60)) if minutes < 48 * 60 else phrases("days", n=round(time / DAY))


def _is_inbound(row: Row) -> bool:
    return (row["direction"] or "").strip().lower() in INBOUND


def _counted(view: View, rows: list[Row]) -> dict[str, Value]:
    said: dict[str, Value] = {"n": len(rows), "kinds": kinds_counted(rows), "kind": kind_name(rows[-1]["kind"])}
    return said | view.dated(rows[-1].at)
