"""Plans of outreach and what came of them, as the API takes and gives them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from history.outreach.outcomes import Outcome
from serving.schemas.evidence import EvidenceOut, TextOut
from serving.schemas.saved import Lines

if TYPE_CHECKING:
    from history.outreach.log import Done
    from models.plans import BestTime, Named, Plan, Worked

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class NamedOut(BaseModel):
    """A key, and what it is called."""

    key: str
    name: TextOut

    @classmethod
    def of(cls, named: "Named") -> Self:
        """The same."""
        return cls(key=named.key, name=TextOut.of(named.name))


class BestTimeOut(BaseModel):
    """When to do it: in working hours of `time_zone`, on a working day there, later than the score."""

    start: datetime
    end: datetime
    time_zone: str
    because: TextOut
    evidence: list[EvidenceOut] = Field([], description="the customer's own rows, where the hour rests on them")

    @classmethod
    def of(cls, time: "BestTime") -> Self:
        """The same."""
        evidence = [EvidenceOut.of(each) for each in time.evidence]
        return cls(**vars(time) | {"because": TextOut.of(time.because), "evidence": evidence})


class PointOut(BaseModel):
    """A talking point, and the rows that it cites."""

    text: TextOut
    evidence: list[EvidenceOut]


class WorkedOut(BaseModel):
    """What followed such outreach in this history: an association, no proof of a cause."""

    rate: float = Field(description="share that progress followed, shrunk towards the usual one")
    usual: float = Field(description="share for all channels together")
    n: int
    text: TextOut

    @classmethod
    def of(cls, worked: "Worked | None") -> Self | None:
        """The same."""
        return None if worked is None else cls(**vars(worked) | {"text": TextOut.of(worked.text)})


class PlanOut(BaseModel):
    """One way to approach an account or lead."""

    play: str = Field(description="id in the library of plays")
    kind: str = Field(description="what it is for")
    title: TextOut
    role: NamedOut
    channel: NamedOut
    best_time: BestTimeOut
    opening: TextOut
    points: list[PointOut]
    next_step: TextOut
    why: TextOut
    worked: WorkedOut | None = Field(description="null where this history has no such contact")
    fit: float = Field(description="0 … 1: how well and how freshly the play's conditions hold")
    rewritten: bool = Field(False, description="whether a language model has reworded the texts")

    @classmethod
    def of(cls, plan: "Plan") -> Self:
        """The same."""
        return cls(
            play=plan.play,
            kind=plan.kind,
            title=TextOut.of(plan.title),
            role=NamedOut.of(plan.role),
            channel=NamedOut.of(plan.channel),
            best_time=BestTimeOut.of(plan.best_time),
            opening=TextOut.of(plan.opening),
            points=[
                PointOut(text=TextOut.of(each.text), evidence=[EvidenceOut.of(row) for row in each.evidence])
                for each in plan.points
            ],
            next_step=TextOut.of(plan.next_step),
            why=TextOut.of(plan.why),
            worked=WorkedOut.of(plan.worked),
            fit=plan.fit,
            rewritten=plan.rewritten,
        )


class OutreachRequest(BaseModel):
    """What was done about an account or a lead, and what came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outreach_id: Name | None = Field(None, description="yours, so that a repeated call counts once; else one is made")
    account_id: Name | None = None
    lead_id: Name | None = None
    play: Name = Field(description="the `play` of the plan that was followed")
    role: Name | None = None
    channel: Name | None = None
    done_at: AwareDatetime
    outcome: Outcome
    rep_id: Name | None = None
    note: Lines | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.account_id is None) == (self.lead_id is None):
            raise PydanticCustomError("one_of", "Give either account_id or lead_id.")
        return self


class OutreachListRequest(BaseModel):
    """Whose outreach."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_id: Name | None = Field(None, description="what was done about this account")
    lead_id: Name | None = Field(None, description="or about this lead")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.account_id is None) == (self.lead_id is None):
            raise PydanticCustomError("one_of", "Give either account_id or lead_id.")
        return self


class OutreachOut(BaseModel):
    """One approach, as it was noted."""

    id: str
    account_id: str | None
    lead_id: str | None
    play: str
    role: str | None
    channel: str | None
    done_at: datetime
    outcome: Outcome
    rep_id: str | None
    note: str | None
    recorded_at: datetime = Field(description="when it was noted here")

    @classmethod
    def of(cls, done: "Done") -> Self:
        """The same."""
        return cls(**{name: value for name, value in vars(done).items() if name != "outreach_id"}, id=done.outreach_id)


class OutreachAnswer(BaseModel):
    """What was done, the newest first."""

    outreach: list[OutreachOut]


OUTREACH_FIELDS = frozenset(OutreachRequest.model_fields)
