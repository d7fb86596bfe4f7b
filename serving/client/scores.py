"""Calls about scores, accounts and leads, and the morning list."""

from collections.abc import Sequence
from typing import Literal

from serving.client.call import Call, ask, get, text, told
from serving.schemas.accounts import ProfileAnswer, SearchAnswer, TimelineAnswer
from serving.schemas.export import DynamicsAnswer
from serving.schemas.scores import IntentAnswer, RankedAnswer
from serving.schemas.today import TodayOut
from serving.schemas.values import Grade


def intent(
    account_ids: Sequence[str] | None = None,
    lead_ids: Sequence[str] | None = None,
    *,
    reasons: bool = True,
    plans: bool = False,
) -> Call[IntentAnswer]:
    """The score of each id, at most 1,000: `account_ids` for a model of accounts, `lead_ids` for one of leads."""
    named = told(account_ids=account_ids, lead_ids=lead_ids)
    return ask("/v1/intent", IntentAnswer, {**named, "reasons": reasons, "plans": plans})


def ranked(
    region: str | None = None,
    industry: str | None = None,
    grade: Grade | None = None,
    limit: int = 50,
    cursor: str | None = None,
    order: Literal["score", "id"] = "score",
) -> Call[RankedAnswer]:
    """Everybody in falling order of probability; `limit` is the size of a page.

    In the `order` of ids pages hold everybody once, however scores change meanwhile.
    """
    chosen = told(region=region, industry=industry, grade=grade)
    return get("/v1/intent", RankedAnswer, **chosen, limit=limit, cursor=cursor, order=order)


def dynamics(
    region: str | None = None,
    industry: str | None = None,
    grade: Grade | None = None,
    limit: int = 50,
    cursor: str | None = None,
    order: Literal["score", "id"] = "score",
) -> Call[DynamicsAnswer]:
    """The same list as rows of Dynamics 365's `msdyn_predictivescore`."""
    chosen = told(region=region, industry=industry, grade=grade)
    return get("/v1/export/dynamics", DynamicsAnswer, **chosen, limit=limit, cursor=cursor, order=order)


def find_accounts(name: str, limit: int = 10) -> Call[SearchAnswer]:
    """Accounts by a part of their id or name."""
    return get("/v1/accounts", SearchAnswer, name=name, limit=limit)


def find_leads(name: str, limit: int = 10) -> Call[SearchAnswer]:
    """Leads by a part of their id or of their account's name."""
    return get("/v1/leads", SearchAnswer, name=name, limit=limit)


def account(id: str, *, change: bool = True, plans: bool = True) -> Call[ProfileAnswer]:
    """All that is known of one account; the change within a week, and plans, take most of the time."""
    return get("/v1/accounts/{id}", ProfileAnswer, places={"id": id}, change=change, plans=plans)


def lead(id: str, *, change: bool = True, plans: bool = True) -> Call[ProfileAnswer]:
    """All that is known of one lead."""
    return get("/v1/leads/{id}", ProfileAnswer, places={"id": id}, change=change, plans=plans)


def account_timeline(
    id: str, kind: str | None = None, limit: int = 50, cursor: str | None = None
) -> Call[TimelineAnswer]:
    """What happened to an account, the newest first; `kind` is a table or a kind that items tell."""
    path = "/v1/accounts/{id}/timeline"
    return get(path, TimelineAnswer, places={"id": id}, kind=kind, limit=limit, cursor=cursor)


def lead_timeline(id: str, kind: str | None = None, limit: int = 50, cursor: str | None = None) -> Call[TimelineAnswer]:
    """What happened to a lead, the newest first."""
    path = "/v1/leads/{id}/timeline"
    return get(path, TimelineAnswer, places={"id": id}, kind=kind, limit=limit, cursor=cursor)


def today(rep: str | None = None, region: str | None = None, limit: int | None = None) -> Call[TodayOut]:
    """The morning list: whom first, what slips, what is new, where conversion fell."""
    return get("/v1/today", TodayOut, rep=rep, region=region, limit=limit)


def today_csv(rep: str | None = None, region: str | None = None, limit: int | None = None) -> Call[str]:
    """The same as a table of text."""
    return text("/v1/today.csv", rep=rep, region=region, limit=limit)
