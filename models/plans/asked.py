"""All that a play may ask of a situation, by name, and whether it holds there."""

from models.evidence import topics_of
from models.phrases import named
from models.plans.conditions import Between, Inbound, LostWhen, SignalOf, StageIn, Within
from models.plans.held import NO, YES, Asked, Held, Meaning, recent
from models.plans.situation import Situation, signal_time
from models.reasons.words import stage_name

# A topic below this is too unsure to be spoken of.
SURE = 0.5


def _signal(asked: SignalOf, now: Situation) -> Held | None:
    for row in now.signals:
        sure = {topic for topic, score in topics_of(row).items() if score >= SURE}
        if (not asked.kinds or row["kind"] in asked.kinds) and (not asked.topics or sure & set(asked.topics)):
            return recent(row, asked.within_days, now, signal_time(row), signal_title=row["title"])
    return NO


def _stage(asked: StageIn, now: Situation) -> Held | None:
    row, place = now.stage, now.stage_place
    if row is None:
        return NO
    low, high = (0.0 if asked.from_ is None else asked.from_), (1.0 if asked.to is None else asked.to)
    bounded = asked.from_ is not None or asked.to is not None
    within = row["stage"] in asked.named or (bounded and place is not None and low <= place <= high)
    return Held(1.0, row, {"stage": stage_name(row["stage"])}) if within else NO


def _stage_days(asked: Between, now: Situation) -> Held | None:
    row = now.stage
    return Held(1.0, row) if row is not None and asked.holds(now.days_since(row.at)) else NO


def _silence(asked: Between, now: Situation) -> Held | None:
    row = now.last_touch
    return Held(1.0, row) if row is not None and asked.holds(now.days_since(row.at)) else NO


def _quote(asked: Between, now: Situation) -> Held | None:
    row = now.quote
    return Held(1.0, row) if row is not None and asked.holds(now.days_since(row.at)) else NO


def _inbound(asked: Inbound, now: Situation) -> Held | None:
    row = now.inbound
    if row is None or (asked.unanswered and now.touches[-1] is not row):
        return NO
    return recent(row, asked.within_days, now)


def _contacts(asked: Between, now: Situation) -> Held | None:
    count = len(now.own_touches)
    return Held(1.0, None, {"contacts": count}) if asked.holds(count) else NO


def _new_lead(asked: Within, now: Situation) -> Held | None:
    return recent(now.lead, asked.within_days, now)


def _untouched(asked: bool, now: Situation) -> Held | None:
    return YES if asked != bool(now.own_touches if now.lead is not None else now.touches) else NO


def _product(asked: bool, now: Situation) -> Held | None:
    known = now.lead is not None and now.lead["product"] is not None
    if not asked or not known:
        return YES if asked == known else NO
    assert now.lead is not None
    return Held(1.0, now.lead, {"product": named(now.lead["product"], now.dossier.business.names)})


def _overdue(asked: Between, now: Situation) -> Held | None:
    gap = now.usual_gap
    if not gap:
        return NO
    row = now.orders[-1]
    return Held(1.0, row, {"usual_gap": round(gap)}) if asked.holds(now.days_since(row.at) / gap) else NO


def _order(asked: Between, now: Situation) -> Held | None:
    row = now.bought
    return Held(1.0, row) if row is not None and asked.holds(now.days_since(row.at)) else NO


def _lost(asked: LostWhen, now: Situation) -> Held | None:
    row = now.lost
    if row is None or (asked.reasons and row["reason"] not in asked.reasons):
        return NO
    return recent(row, asked.within_days, now)


def _open_lead(asked: bool, now: Situation) -> Held | None:
    return Held(1.0, now.lead if asked else None) if asked == (now.lead is not None) else NO


def _buyer(asked: bool, now: Situation) -> Held | None:
    return Held(1.0, now.bought if asked else None) if asked == (now.bought is not None) else NO


def _value(asked: Between, now: Situation) -> Held | None:
    lead = now.lead
    return Held(1.0, lead, {"value": lead["value"]}) if lead is not None and asked.holds(lead["value"]) else NO


def _employees(asked: Between, now: Situation) -> Held | None:
    account = now.dossier.account
    if account is None or not asked.holds(account["employees"]):
        return NO
    return Held(1.0, account, {"employees": int(account["employees"])})


def _industry(asked: tuple[str, ...], now: Situation) -> Held | None:
    account = now.dossier.account
    if account is None or account["industry"] not in asked:
        return NO
    return Held(1.0, account, {"industry": named(account["industry"], now.dossier.business.names)})


def _new_rep(asked: Within, now: Situation) -> Held | None:
    row = now.handover
    return NO if row is None else recent(row, asked.within_days, now, row.recorded_at)


ASKED: dict[str, Asked] = {
    "signal": Asked(_signal, Meaning(3.0, "signal", ("signal_title",))),
    "quote_days": Asked(_quote, Meaning(3.0, "quote")),
    "inbound": Asked(_inbound, Meaning(2.5, "inbound")),
    "web_visit": Asked(lambda asked, now: recent(now.web, asked.within_days, now), Meaning(2.0, "web")),
    "new_lead": Asked(_new_lead, Meaning(2.0, "lead")),
    "new_rep": Asked(_new_rep, Meaning(2.0, "lead", dated=False)),
    "lost": Asked(_lost, Meaning(2.0, "lost")),
    "overdue": Asked(_overdue, Meaning(2.0, "order", ("usual_gap",))),
    "untouched": Asked(_untouched, Meaning(1.0)),
    "stage": Asked(_stage, Meaning(1.0, "stage", ("stage",))),
    "stage_days": Asked(_stage_days, Meaning(1.0, "stage")),
    "silence_days": Asked(_silence, Meaning(1.0, "last_touch")),
    "order_days": Asked(_order, Meaning(1.0, "order")),
    "contacts": Asked(_contacts, Meaning(0.5, says=("contacts",))),
    "value": Asked(_value, Meaning(0.5, "lead")),
    "employees": Asked(_employees, Meaning(0.5, "account", ("employees",), dated=False)),
    "industry": Asked(_industry, Meaning(0.5, "account", ("industry",), dated=False)),
    "buyer": Asked(_buyer, Meaning(0.5, "order")),
    "open_lead": Asked(_open_lead, Meaning(0.5, "lead")),
    "product": Asked(_product, Meaning(0.25, "lead", ("product",))),
}
