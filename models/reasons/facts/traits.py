"""What an account or lead is: how large, how old, since when it is known, what it is worth."""

from models.reasons.facts.owner import of_account
from models.reasons.facts.purchases import money
from models.reasons.view import DAY, Fact, View
from models.reasons.words import phrases


def size(view: View) -> Fact | None:
    """How many people the account employs."""
    return of_account(view, _size)


def _size(view: View) -> Fact | None:
    account = view.dossier.account
    employees = None if account is None else account["employees"]
    if account is None or employees is None:
        return Fact("size-unknown", {}, [account] if account else [])
    return Fact("size", {"n": round(employees)}, [account])


def known(view: View) -> Fact | None:
    """Since when the account is known."""
    return of_account(view, _known)


def _known(view: View) -> Fact | None:
    age, account = view.number("account_age_days"), view.dossier.account
    if age is None:
        return None
    since = view.dossier.as_of - age * DAY
    return Fact("known", view.dated(since), [account] if account else [])


def lead_value(view: View) -> Fact | None:
    """What the deal is worth."""
    lead = view.lead
    if lead is None:
        return None
    value = lead["value"]
    return Fact("lead-value-unknown", {}, [lead]) if value is None else Fact("lead-value", {"n": money(value)}, [lead])


def lead_age(view: View) -> Fact | None:
    """When it came in."""
    return None if view.lead is None else Fact("lead-age", view.dated(view.lead.at), [view.lead])


def arrival(view: View) -> Fact | None:
    """On which weekday and at which hour it came in, by local time."""
    if view.lead is None:
        return None
    local, hour = view.local(view.lead.at), view.local_hour(view.lead.at)
    weekday = phrases(f"weekday-{local.weekday()}")
    return Fact("arrival", {"weekday": weekday, "day": local, "hour": hour}, [view.lead])
