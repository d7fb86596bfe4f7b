"""What is at stake with each account or lead: the chance of a purchase times what it is expected to bring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.frame import Entity
from models.today.ground import Ground


@dataclass(frozen=True)
class Stakes:
    """By position of the ids asked: the expected amount, NaN where unknown, and whether it rests on the CRM's own."""

    value: npt.NDArray[np.float64]
    told: npt.NDArray[np.bool_]


def stakes_of(
    ground: Ground,
    entity: Entity,
    ids: Sequence[str],
    regions: Sequence[str | None],
    industries: Sequence[str | None],
) -> Stakes:
    """What a purchase is expected to bring.

    For a lead, what the CRM says that it is worth, else what is learned of purchases that came by leads. For an account
    with an open lead the same of the newest one (that has a value), times what purchases come to over such values; for
    one without, what is learned of direct purchases. See `Worth`.
    """
    told, is_open = _told(ground, entity), _with_open_leads(ground) if entity == "account" else frozenset(ids)
    value, known = np.full(len(ids), np.nan), np.zeros(len(ids), dtype=bool)
    share = ground.worth.told_share if ground.worth is not None and entity == "account" else 1.0
    for place, (name, region, industry) in enumerate(zip(ids, regions, industries, strict=True)):
        known[place] = name in told
        if name in told:
            value[place] = told[name] * share
        elif ground.worth is not None:
            account = name if entity == "account" else account_of(ground, name)
            learned = ground.worth.by_lead if name in is_open else ground.worth.direct
            value[place] = learned.expected(account, region, industry) * (share if name in is_open else 1.0)
    return Stakes(value, known)


def _told(ground: Ground, entity: Entity) -> dict[str, float]:
    leads = ground.owners.leads
    valued = leads[leads["is_open"] & (leads["value"] > 0)].sort_values("created_at", kind="stable")
    names = valued["account_id"] if entity == "account" else valued.index.to_series()
    known = names.notna()
    return dict(zip(names[known].astype(str), valued["value"][known].astype(float), strict=True))


def _with_open_leads(ground: Ground) -> frozenset[str]:
    leads = ground.owners.leads
    return frozenset(leads["account_id"][leads["is_open"]].dropna())


def account_of(ground: Ground, lead: str) -> str | None:
    """The account that the lead belongs to, None for none."""
    leads = ground.owners.leads
    found = leads.at[lead, "account_id"] if lead in leads.index else None
    return found if isinstance(found, str) else None
