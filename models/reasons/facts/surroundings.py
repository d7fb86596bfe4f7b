"""What surrounds an account or lead. Told by the features themselves: rows of many others stand behind them."""

from collections.abc import Callable
from datetime import timedelta

from models.phrases import Value, named
from models.reasons.view import Fact, View, same

Tell = Callable[[View], Fact | None]


def load_region(view: View) -> Fact | None:
    """Open leads per salesperson of the region, and new ones of the last week."""
    fresh = view.number("load_region_new_7d")
    if fresh is None:
        return None
    said: dict[str, Value] = {"fresh": round(fresh)}
    where, region = "unknown", view.name("region")
    if region is not None:
        where = "region"
        said["region"] = named(region, view.dossier.business.names)
    elif not view.dossier.business.region:
        where = "business"
    each, held = view.number("load_region_open_per_rep"), view.number("load_region_open")
    if each is not None:
        return Fact(f"load-{where}", said | {"each": round(each, 1)})
    return Fact(f"load-{where}-new", said) if held is None else Fact(f"load-{where}-open", said | {"held": round(held)})


def load_rep(view: View) -> Fact | None:
    """Open leads of the one in charge, and new ones of the last week."""
    rep, fresh, held = _rep(view), view.number("load_rep_new_7d"), view.number("load_rep_open")
    if rep is None:
        return Fact("rep-nobody", {}, [view.lead] if view.lead else [])
    if fresh is None:
        return None
    said: dict[str, Value] = {"rep": rep, "fresh": round(fresh)}
    return Fact("load-rep-new", said) if held is None else Fact("load-rep", said | {"held": round(held)})


def rep(view: View) -> Fact | None:
    """Who is in charge, and which share of the leads in their hands was won of late."""
    found, name = view.number("rep_win_rate_90d"), _rep(view)
    rows = [view.lead] if view.lead else []
    if name is None:
        return Fact("rep-nobody", {}, rows)
    if found is None:
        return Fact("rep-new", {"rep": name}, rows)
    return Fact("rep-rate", {"rep": name, "rate": percent(found)}, rows)


def category(kind: str) -> Tell:
    """Tell the region, industry, source or product, and which share of such leads is won."""

    def tell(view: View) -> Fact | None:
        name, rate = view.name(kind), view.number(f"rate_closed_{kind}")
        rows = [row for row in (view.lead if view.is_lead else view.dossier.account,) if row and row.values.get(kind)]
        if name is None:
            if not rows:
                return Fact(f"{kind}-unknown")
            # One that the model does not know stands among the unknown ones there, and is told all the same.
            name, rate = rows[0][kind], None
        said: dict[str, Value] = {"name": named(str(name), view.dossier.business.names)}
        if rate is None:
            return Fact(f"{kind}-name", said, rows)
        return Fact(f"{kind}-rate", said | {"rate": percent(rate)}, rows)

    return tell


def level(view: View) -> Fact | None:
    """How much was bought of late by everybody."""
    orders, wins = view.number("level_orders_per_account_30d"), view.number("level_wins_per_open_lead_30d")
    told = {"orders": orders, "wins": wins}
    said: dict[str, Value] = {name: round(100 * value, 1) for name, value in told.items() if value is not None}
    return Fact("-".join(["level", *said]), said) if said else None


def calendar(view: View) -> Fact | None:
    """Working days ahead, and the next public holiday."""
    working, until = view.number("calendar_working_days_next_7d"), view.number("calendar_days_to_holiday")
    if working is None:
        return None
    said: dict[str, Value] = {"n": round(working)}
    if until is None:
        return Fact("calendar-plain", said)
    holiday = view.local(view.dossier.as_of) + timedelta(days=round(until))
    return Fact("calendar", said | {"holiday": holiday, "ahead": round(until)})


def percent(share: float) -> int | float:
    """A share as percent, with a digit more where it is small."""
    return round(100 * share) if share >= 0.1 else round(100 * share, 1)


def _rep(view: View) -> Value | None:
    name = view.rep_name(view.lead["rep_id"] if view.lead else None)
    return None if name is None else same(name)
