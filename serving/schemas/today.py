"""The morning list as the API says it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, Field

from serving.schemas.evidence import EvidenceOut, TextOut
from serving.schemas.scores import Interval, ReasonOut
from serving.schemas.values import Grade

if TYPE_CHECKING:
    from models.evidence import Evidence
    from models.today.result import AtRisk, Cause, NewSignal, Person, RegionBelow, Remark, Today, TopEntry


class PersonOut(BaseModel):
    """A rep."""

    id: str
    name: str | None

    @classmethod
    def of(cls, person: "Person | None") -> Self | None:
        """The same, None for nobody."""
        return None if person is None else cls(id=person.id, name=person.name)


class TopOut(BaseModel):
    """An account, or a lead where the model scores leads, and what is at stake."""

    id: str
    name: str | None
    region: str | None
    industry: str | None
    rep: PersonOut | None = Field(description="who looks after it: of its newest open lead, else who did last")
    probability: float
    interval: Interval
    grade: Grade
    trend: Literal["improving", "steady", "declining"] | None
    value: float | None = Field(description="what a purchase is expected to bring, in the history's own currency")
    value_told: bool = Field(description="whether it rests on the CRM's value of the open lead; else on purchases")
    at_stake: float | None = Field(description="probability × value")
    reason: ReasonOut | None = Field(
        description="the strongest that raises the score; contacts give way to what has half of their points"
    )

    @classmethod
    def of(cls, entry: "TopEntry") -> Self:
        """The same."""
        own = {name: getattr(entry, name) for name in cls.model_fields if name not in ("rep", "interval", "reason")}
        why = None if entry.reason is None else ReasonOut(**entry.reason.to_json())
        return cls(**own, rep=PersonOut.of(entry.rep), interval=Interval(low=entry.low, high=entry.high), reason=why)


class CauseOut(BaseModel):
    """What goes along with the fall: an association, not more."""

    key: str
    en: str
    zh: str
    evidence: list[EvidenceOut]

    @classmethod
    def of(cls, cause: "Cause") -> Self:
        """The same."""
        evidence = [EvidenceOut(**_told(each)) for each in cause.evidence]
        return cls(key=cause.key, **cause.text._asdict(), evidence=evidence)


class AtRiskOut(BaseModel):
    """An open lead whose chance to be won within 30 days fell within a week."""

    lead_id: str
    account_id: str | None
    name: str | None
    region: str | None
    rep: PersonOut | None = Field(description="whom the lead names, also one who has left")
    stage: str | None
    stage_name: TextOut | None = Field(None, description="what people call that stage")
    since: datetime | None = Field(description="when it came to that stage")
    value: float | None
    value_told: bool
    before: float = Field(description="the chance a week ago, by what was known then")
    now: float
    at_stake: float | None = Field(description="the fall × value")
    causes: list[CauseOut]

    @classmethod
    def of(cls, lead: "AtRisk") -> Self:
        """The same."""
        told = {name: getattr(lead, name) for name in cls.model_fields if name not in ("rep", "causes", "stage_name")}
        stage = None if lead.stage_name is None else TextOut.of(lead.stage_name)
        causes = [CauseOut.of(each) for each in lead.causes]
        return cls(**told, rep=PersonOut.of(lead.rep), causes=causes, stage_name=stage)


class SignalOut(EvidenceOut):
    """A signal that is new since the last working day ended."""

    account_id: str
    name: str | None
    region: str | None
    rep: PersonOut | None
    topics: list[str]
    relevance: float | None = Field(description="how much it has to do with what is sold, 0–1; null if not judged")
    probability: float | None = Field(description="the account's score")
    copies: int = Field(description="how many more of the same title were left out")

    @classmethod
    def of_signal(cls, signal: "NewSignal") -> Self:
        """The same."""
        names = ("account_id", "name", "region", "relevance", "probability", "copies")
        told = {name: getattr(signal, name) for name in names}
        return cls(**_told(signal.evidence), **told, rep=PersonOut.of(signal.rep), topics=list(signal.topics))


class RegionBelowOut(BaseModel):
    """A region whose share of won among the leads that ended is below its own control limit."""

    region: str
    first: date = Field(serialization_alias="from", validation_alias="from")
    last: date = Field(serialization_alias="to", validation_alias="to")
    ended: int
    won: int
    rate: float
    usual: float
    lower: float
    upper: float
    en: str
    zh: str

    @classmethod
    def of(cls, below: "RegionBelow") -> Self:
        """The same."""
        told = {name: getattr(below, name) for name in ("region", "ended", "won", "rate", "usual", "lower", "upper")}
        return cls(**told, **{"from": below.first, "to": below.last}, **below.text._asdict())


class RemarkOut(BaseModel):
    """Why a part is empty, or how it is ordered."""

    part: Literal["top", "at_risk", "signals", "regions"]
    key: str
    en: str
    zh: str

    @classmethod
    def of(cls, remark: "Remark") -> Self:
        """The same."""
        return cls(part=remark.part, key=remark.key, **remark.text._asdict())


class TodayOut(BaseModel):
    """The morning list by what was known at `as_of`."""

    as_of: datetime
    model: str
    entity: Literal["account", "lead"]
    horizon_days: float
    simulated: bool = Field(description="whether the data is made up")
    currency_known: bool = Field(description="whether amounts are known; else `top` goes by probability")
    at_risk_by: Literal["value", "probability"] = Field(
        description="what `at_risk` goes by: the fall × value, or it alone"
    )
    signals_since: datetime
    total: int = Field(description="how many there are in `top` without the limit")
    top: list[TopOut]
    at_risk: list[AtRiskOut]
    signals: list[SignalOut]
    regions: list[RegionBelowOut]
    remarks: list[RemarkOut]

    @classmethod
    def of(cls, today: "Today") -> Self:
        """The same."""
        lists = ("top", "at_risk", "signals", "regions", "remarks")
        return cls(
            **{name: getattr(today, name) for name in cls.model_fields if name not in lists},
            top=[TopOut.of(each) for each in today.top],
            at_risk=[AtRiskOut.of(each) for each in today.at_risk],
            signals=[SignalOut.of_signal(each) for each in today.signals],
            regions=[RegionBelowOut.of(each) for each in today.regions],
            remarks=[RemarkOut.of(each) for each in today.remarks],
        )


def _told(evidence: "Evidence") -> dict[str, Any]:
    return vars(evidence) | {"key": list(evidence.key)}
