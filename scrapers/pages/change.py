"""What a page began or ceased to say, as it is told."""

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal[
    "vendor", "product", "technology", "price", "location", "certification", "tender", "people", "award", "job"
]


@dataclass(frozen=True)
class Finding:
    """A typed thing that a page began to say, or (`gone`) no longer says; `span` is the text it was read from."""

    kind: FindingKind
    value: str
    span: str
    gone: bool = False


@dataclass(frozen=True)
class Change:
    """What became different on a page, in its own words: blocks of text, in the order of the page.

    `summary` is one line in the page's language (`zh` or `en`).
    """

    url: str
    title: str | None
    language: str
    summary: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
