"""Texts in both languages and rows as evidence, as the API gives them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from models.evidence import Evidence, Text


class TextOut(BaseModel):
    """The same in both languages."""

    en: str
    zh: str

    @classmethod
    def of(cls, text: "Text") -> Self:
        """The same."""
        return cls(en=text.en, zh=text.zh)


class EvidenceOut(BaseModel):
    """One row of the history, named by `table` and `key`. `title` and `quote` are the source's own words."""

    table: str
    key: list[str] = Field(description="what tells the row from all others of its table; times in ISO 8601")
    kind: str
    at: datetime = Field(description="when it happened; of a signal, when it was published, where that is told")
    recorded_at: datetime = Field(description="when it was known")
    title: str | None = None
    url: str | None = None
    quote: str | None = None
    before: str | None = Field(None, description="what a page said before")
    after: str | None = Field(None, description="what it says since")

    @classmethod
    def of(cls, evidence: "Evidence") -> Self:
        """The same."""
        return cls(**vars(evidence) | {"key": list(evidence.key)})
