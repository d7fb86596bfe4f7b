"""What the morning list says, as it goes to the API, the page, the terminal and the push.

The JSON of GET /v1/today has the names of these fields, a `Text` as two fields "en" and "zh" of what holds it:

    {"as_of", "model", "entity", "horizon_days", "simulated", "currency_known", "at_risk_by", "signals_since",
     "total", "top": [TopEntry…], "at_risk": [AtRisk…], "signals": [NewSignal: the fields of its evidence and its own…],
     "regions": [RegionBelow…], "remarks": [{"part", "key", "en", "zh"}…]}
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from features.frame import Entity
from models.evidence import Evidence, Text
from models.reasons import Reason
from models.reasons.words import stage_name

Part = Literal["top", "at_risk", "signals", "regions"]


@dataclass(frozen=True)
class Wanted:
    """Which part of the list is wanted: one rep's (an id), one region's; `limit` holds for `top` and for `signals`."""

    rep: str | None = None
    region: str | None = None
    limit: int = 20


@dataclass(frozen=True)
class Person:
    """A rep. `name` is None where the history has only the id."""

    id: str
    name: str | None


@dataclass(frozen=True)
class TopEntry:
    """An account (or a lead, where the model scores leads) and what is at stake: `probability` × `value`.

    `value` is what a purchase is expected to bring, in the history's own currency; `value_told` says whether it rests
    on what the CRM holds for the open lead, else it was learned from purchases alone. None is unknown. `reason` is the
    foremost that raises the score.
    """

    id: str
    name: str | None
    region: str | None
    industry: str | None
    rep: Person | None
    probability: float
    low: float
    high: float
    grade: str
    trend: str | None
    value: float | None
    value_told: bool
    at_stake: float | None
    reason: Reason | None = None


@dataclass(frozen=True)
class Cause:
    """Something on record that goes along with the fall, `key` naming the kind. An association, not more.

    `evidence` are rows of the lead, the newest first; none where all that is not told is summed up ("rest").
    """

    key: str
    text: Text
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class AtRisk:
    """An open lead whose chance to be won within 30 days fell from `before`, a week ago as known then, to `now`.

    `rep` is whom the lead names, also one who has left. `since` is when it came to `stage`. `at_stake` is the fall
    times the value, None where no value is known.
    """

    lead_id: str
    account_id: str | None
    name: str | None
    region: str | None
    rep: Person | None
    stage: str | None
    since: datetime | None
    value: float | None
    value_told: bool
    before: float
    now: float
    at_stake: float | None
    causes: tuple[Cause, ...]

    @property
    def stage_name(self) -> Text | None:
        """What people call that stage."""
        return None if self.stage is None else stage_name(self.stage)


@dataclass(frozen=True)
class NewSignal:
    """A signal recorded since the last working day ended; `copies` more of the same title were left out.

    `relevance` is how much it has to do with what is sold (0 … 1), None where nobody has judged it. `probability` is
    the account's score, None where accounts are not scored.
    """

    evidence: Evidence
    account_id: str
    name: str | None
    region: str | None
    rep: Person | None
    topics: tuple[str, ...]
    relevance: float | None
    probability: float | None
    copies: int


@dataclass(frozen=True)
class RegionBelow:
    """A region whose share of won among the leads that ended lies below its own control limit.

    `first` and `last` are the local days of the period judged, both within it ("from" and "to" in JSON). `usual` is
    the share in the region's own past, `lower` and `upper` the limits drawn from it for as many leads as `ended`.
    """

    region: str
    first: date
    last: date
    ended: int
    won: int
    rate: float
    usual: float
    lower: float
    upper: float
    text: Text


@dataclass(frozen=True)
class Remark:
    """Why a part is empty or how it is ordered, where that is not plain."""

    part: Part
    key: str
    text: Text


@dataclass(frozen=True)
class Today:
    """The morning list as of `as_of` (aware UTC): what was known by then, nothing later.

    `total` counts all in `top`, also those beyond the limit. `currency_known` says whether amounts are known, so that
    `top` goes by what is at stake; else it goes by probability. `at_risk_by` says likewise what the three at risk go
    by: "value" is the fall times the value, "probability" the fall alone. Signals are new since `signals_since`.
    """

    as_of: datetime
    model: str
    entity: Entity
    horizon_days: float
    simulated: bool
    currency_known: bool
    at_risk_by: Literal["value", "probability"]
    signals_since: datetime
    total: int
    top: tuple[TopEntry, ...]
    at_risk: tuple[AtRisk, ...]
    signals: tuple[NewSignal, ...]
    regions: tuple[RegionBelow, ...]
    remarks: tuple[Remark, ...]
