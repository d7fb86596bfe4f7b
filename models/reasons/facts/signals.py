"""Public signals of the account: how many of late, the newest by its title, or that there are none."""

from collections.abc import Callable

from features.signals import tells
from models.dossier import Row
from models.phrases import Value
from models.reasons.facts.owner import of_account
from models.reasons.view import Fact, View, title

WINDOWS = (30, 90)
YEAR = 365


def of_kind(kind: str) -> Callable[[View], Fact | None]:
    """Tell the signals of one kind."""
    slug = kind.replace("_", "-")

    def tell(view: View) -> Fact | None:
        return of_account(view, lambda view: _told(view, slug, [row for row in _signals(view) if row["kind"] == kind]))

    return tell


def all_kinds(view: View) -> Fact | None:
    """All together, beside the account's usual month."""
    return of_account(view, _all_kinds)


def _all_kinds(view: View) -> Fact | None:
    rows = _signals(view)
    month, year = view.within(rows, WINDOWS[0]), view.within(rows, YEAR)
    usual = (len(year) - len(month)) * 30 / 335
    if not month:
        return _told(view, "signals", rows)
    said: dict[str, Value] = {"n": len(month), "usual": round(usual, 1)}
    return Fact("signals-usual", said | _newest(view, month), month)


def _told(view: View, what: str, rows: list[Row]) -> Fact:
    if not rows:
        return Fact(f"{what}-never")
    for days in WINDOWS:
        if recent := view.within(rows, days):
            said = _newest(view, recent)
            return Fact(f"{what}-recent" if "title" in said else f"{what}-untitled", said | _many(recent, days), recent)
    return Fact(f"{what}-old", view.dated(rows[-1].at), rows[-1:])


def _many(rows: list[Row], days: int) -> dict[str, Value]:
    return {"n": len(rows), "window": days}


def _newest(view: View, rows: list[Row]) -> dict[str, Value]:
    words = title(rows[-1]["title"])
    return {**view.dated(rows[-1].at), **({"title": words} if words else {})}


def _signals(view: View) -> list[Row]:
    """Those that tell something of the account for certain, oldest first."""
    rows = view.dossier["signals"]
    return [row for row in rows if row["account_id"] == view.account_id and tells(row["details"])]
