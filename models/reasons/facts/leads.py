"""The leads of an account: new ones, those under way, and how the others ended."""

from models.dossier import Row
from models.evidence import Text
from models.reasons.facts.owner import of_account
from models.reasons.view import Fact, View
from models.reasons.words import stage_name

RECENT_DAYS = 90


def leads(view: View) -> Fact | None:
    """How many came of late, and when the last did."""
    if view.is_lead:
        return of_account(view, _leads_by_features)
    rows = _own(view)
    if not rows:
        return Fact("leads-none")
    recent, said = view.within(rows, RECENT_DAYS), view.dated(rows[-1].at)
    return Fact("leads-recent", said | {"n": len(recent)}, recent) if recent else Fact("leads-old", said, rows[-1:])


def pipeline(view: View) -> Fact | None:
    """How many are open, and which stage one of them reached last."""
    if view.is_lead:
        return of_account(view, _pipeline_by_features)
    ended = {row["lead_id"] for row in view.ends}
    under_way = [row for row in _own(view) if row["lead_id"] not in ended]
    # While some are open, what moved last is told of those.
    near = {row["lead_id"] for row in under_way or _own(view)}
    moves = [row for row in view.moves if row["lead_id"] in near]
    if not moves:
        return Fact("pipeline-unmoved" if under_way else "pipeline-none", {"n": len(under_way)}, under_way)
    last = moves[-1]
    said = {**view.dated(last.at), "n": len(under_way), "stage": stage_name(last["stage"])}
    return Fact("pipeline" if under_way else "pipeline-ended", said, [last, *under_way])


def outcomes(view: View) -> Fact | None:
    """How many were won and lost, and how the last one ended."""
    if view.is_lead:
        return of_account(view, _outcomes_by_features)
    mine = {row["lead_id"] for row in _own(view)}
    rows = [row for row in view.ends if row["lead_id"] in mine]
    if not rows:
        return Fact("outcomes-none")
    said = {**view.dated(rows[-1].at), **_counts(rows), "end": _end(rows[-1])}
    return Fact("outcomes", said, rows)


def _own(view: View) -> list[Row]:
    """The leads that are the account's now, in the order in which they came."""
    return [row for row in view.dossier.leads.values() if row["account_id"] == view.dossier.id]


def _counts(rows: list[Row]) -> dict[str, int]:
    won = sum(row["stage"] == "won" for row in rows)
    return {"won": won, "lost": len(rows) - won}


def _end(row: Row) -> Text:
    return stage_name(row["stage"])


def _leads_by_features(view: View) -> Fact | None:
    count = view.number("leads_created_count_90d")
    return None if count is None else Fact("account-leads", {"n": round(count)})


def _pipeline_by_features(view: View) -> Fact | None:
    count = view.number("leads_open")
    return None if count is None else Fact("account-pipeline", {"n": round(count)})


def _outcomes_by_features(view: View) -> Fact | None:
    found = view.numbers("leads_won_count_all", "leads_lost_count_all")
    if found is None:
        return None
    won, lost = round(found[0]), round(found[1])
    return Fact("account-outcomes", {"won": won, "lost": lost}) if won + lost else Fact("outcomes-none")
