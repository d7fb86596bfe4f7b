"""When an account bought, in which rhythm, and for how much."""

from models.dossier import Row
from models.reasons.facts.owner import of_account
from models.reasons.view import Fact, View

RECENT_DAYS = 90


def purchases(view: View) -> Fact | None:
    """How often it bought of late, when last, and how often it usually does: by days on which it did."""
    if view.is_lead:
        return of_account(view, _by_features)
    rows = _purchases(view)
    if not rows:
        return Fact("purchases-none")
    last, recent = rows[-1], view.within(rows, RECENT_DAYS)
    said = {**view.dated(last.at), "n": len({view.local(row.at) for row in recent})}
    days = sorted({view.local(row.at) for row in rows})
    if len(days) == 1:
        return Fact("purchases-once", said, rows)
    gap = max(round((days[-1] - days[0]).days / (len(days) - 1)), 1)
    if not recent:
        overdue = view.ago(last.at) > gap
        return Fact("purchases-overdue" if overdue else "purchases-old", said | {"gap": gap}, rows)
    early = not view.raises and view.ago(last.at) < gap
    return Fact("purchases-early" if early else "purchases-recent", said | {"gap": gap}, recent)


def order_value(view: View) -> Fact | None:
    """What the orders of late come to, and the last one."""
    if view.is_lead and view.account_id is None:
        return of_account(view, lambda _: None)
    rows = [row for row in view.dossier["orders"] if row["account_id"] == view.account_id]
    if not rows:
        return Fact("orders-none")
    last, recent = rows[-1], [row for row in view.within(rows, RECENT_DAYS) if row["amount"] is not None]
    said = view.dated(last.at)
    if last["amount"] is None:
        return Fact("order-value-unknown", said, [last])
    said |= {"last": money(last["amount"])}
    if len(recent) < 2:
        return Fact("order-value-last", said, [last])
    return Fact("order-value-sum", said | {"n": len(recent), "sum": money(sum(_amounts(recent)))}, recent)


def money(amount: float) -> int | float:
    """An amount without digits that nobody reads."""
    return round(amount) if abs(amount) >= 100 else round(amount, 2)


def _amounts(rows: list[Row]) -> list[float]:
    return [float(row["amount"]) for row in rows]


def _purchases(view: View) -> list[Row]:
    """The rows that the settings call purchases, oldest first."""
    kinds = view.dossier.business.purchase
    orders = [row for row in view.dossier["orders"] if row["account_id"] == view.account_id]
    won: dict[str, Row] = {}
    for row in sorted(view.dossier["stage_changes"], key=lambda row: max(row.at, row.recorded_at)):
        if row["stage"] == "won":
            won.setdefault(row["lead_id"], row)
    rows = [*(orders if "order" in kinds else []), *(won.values() if "won" in kinds else [])]
    return sorted(rows, key=lambda row: (row.at, row.key))


def _by_features(view: View) -> Fact | None:
    """Of a lead's account: what other leads of it brought is not in the lead's dossier."""
    count, since = view.number("purchases_count_all"), view.number("purchases_days_since_last")
    if not count or since is None:
        return Fact("purchases-none")
    gap = view.number("purchases_usual_gap_days")
    said = {"n": round(count), "since": int(since)}
    if gap is None:
        return Fact("purchases-account-once", said)
    return Fact("purchases-account", said | {"gap": max(round(gap), 1)})
