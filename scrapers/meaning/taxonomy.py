"""Topics from a taxonomy that a user can edit, each with the words that it was told by."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from history.errors import UserError

DEFAULT = Path(__file__).with_name("taxonomy.toml")
# A term in the title tells as much as two in the text; this much evidence is as good as certain.
TITLE, ENOUGH = 2.0, 2.0


class Topic(BaseModel):
    """One topic of the file: its names, its terms in both languages, and texts in which a term does not count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name_en: str
    name_zh: str
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """A topic that a text is about: `score` in 0 … 1, and the terms that told it, as they stand in the text."""

    key: str
    score: float
    terms: tuple[str, ...]


class Taxonomy:
    """All topics, ready to be looked for."""

    def __init__(self, topics: dict[str, Topic]) -> None:
        self.topics = topics
        self._patterns = {key: _pattern(topic) for key, topic in topics.items()}
        self._cancelling = {key: _cancelling(topic) for key, topic in topics.items()}

    @classmethod
    def load(cls, path: Path | None = None) -> "Taxonomy":
        """The taxonomy in `path`, by default the one that comes with Leadcast.

        Raises:
            UserError: the file cannot be read, or a topic is not written as it should be.
        """
        path = path or DEFAULT
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UserError(f"The taxonomy {path} cannot be read: {error}.", "Mend it, or remove it.") from None
        return cls({key: _topic(key, value, path) for key, value in found.items()})

    def topics_of(self, title: str | None, text: str | None) -> tuple[About, ...]:
        """What a signal is about, the surest first."""
        parts = ((_plain(title), TITLE), (_plain(text), 1.0))
        found = (self._about(key, parts) for key in self.topics)
        return tuple(sorted(filter(None, found), key=lambda each: (-each.score, each.key)))

    def _about(self, key: str, parts: tuple[tuple[str, float], ...]) -> About | None:
        terms: dict[str, float] = {}
        for text, weight in parts:
            for term in self._terms(key, text):
                terms[term] = max(terms.get(term, 0.0), weight)
        if not terms:
            return None
        return About(key, round(min(1.0, sum(terms.values()) / (ENOUGH + 1)), 3), tuple(terms))

    def _terms(self, key: str, text: str) -> list[str]:
        pattern, cancelling = self._patterns[key], self._cancelling[key]
        if pattern is None or not text:
            return []
        spans = [match.span() for match in cancelling.finditer(text)] if cancelling else []
        hits = (match for match in pattern.finditer(text))
        return [hit[0] for hit in hits if not any(start <= hit.start() < end for start, end in spans)]


def _topic(key: str, value: Any, path: Path) -> Topic:
    given = (
        {("not_" if name == "not" else name): each for name, each in value.items()} if isinstance(value, dict) else {}
    )
    try:
        return Topic(**given)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise UserError(
            f"The taxonomy {path}, [{key}]: {said}.", "Compare it with the topics that come along."
        ) from None


def _plain(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").casefold()


def _pattern(topic: Topic) -> re.Pattern[str] | None:
    # Longer terms first, so that they win over what stands within them. Chinese letters have no edge of a word.
    english = [_english(term) for term in sorted(map(_plain, topic.en), key=len, reverse=True)]
    chinese = [_chinese(term) for term in sorted(map(_plain, topic.zh), key=len, reverse=True)]
    parts = [f"(?<![a-z0-9])(?:{'|'.join(english)})(?![a-z0-9])"] if english else []
    parts += chinese
    return re.compile("|".join(parts)) if parts else None


def _english(term: str) -> str:
    *first, last = term.split()
    # tender, tenders, tendered, tendering; acquire, acquired, acquiring; certification is no verb, and stays.
    root = re.escape(last.removesuffix("e")) if last.endswith("e") and len(last) > 4 else re.escape(last)
    ending = "(?:e|es|ed|ing)" if last.endswith("e") and len(last) > 4 else "(?:s|es|ed|ing)?"
    return r"\s+".join([*map(re.escape, first), root + ending])


def _chinese(term: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])" if term.isascii() else re.escape(term)


def _cancelling(topic: Topic) -> re.Pattern[str] | None:
    return re.compile("|".join(re.escape(_plain(each)) for each in topic.not_)) if topic.not_ else None
