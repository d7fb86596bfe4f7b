"""What is at stake with each account or lead: the chance of a purchase times what it is expected to bring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.frame import Entity
from models.today.ground import Ground


@dataclass(frozen=True)
class Stakes:
    """By position of the ids asked: the expected amount, NaN where unknown, and whether the CRM told it itself."""

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

    For a lead, what the CRM says that it is worth. For an account, what it says so of its newest open lead that has a
    value. Else what is learned: see `Amounts`.
    """
    told = _told(ground, entity)
    value, known = np.full(len(ids), np.nan), np.zeros(len(ids), dtype=bool)
    for place, (name, region, industry) in enumerate(zip(ids, regions, industries, strict=True)):
        if name in told:
            value[place], known[place] = told[name], True
            continue
        account = name if entity == "account" else account_of(ground, name)
        learned = ground.expected(account, region, industry)
        value[place] = np.nan if learned is None else learned
    return Stakes(value, known)


def _told(ground: Ground, entity: Entity) -> dict[str, float]:
    leads = ground.owners.leads
    valued = leads[leads["is_open"] & (leads["value"] > 0)].sort_values("created_at", kind="stable")
    names = valued["account_id"] if entity == "account" else valued.index
    return {str(name): float(value) for name, value in zip(names, valued["value"], strict=True) if name == name}


def account_of(ground: Ground, lead: str) -> str | None:
    """The account that the lead belongs to, None for none."""
    leads = ground.owners.leads
    found = leads.at[lead, "account_id"] if lead in leads.index else None
    return found if isinstance(found, str) else None
