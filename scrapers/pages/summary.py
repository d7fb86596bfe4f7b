"""One line that says what changed, in the language of the page."""

from collections.abc import Sequence

from scrapers.records import Finding


def summary(
    language: str, title: str | None, added: Sequence[str], removed: Sequence[str], findings: Sequence[Finding]
) -> str:
    """One line"""
    return ""
