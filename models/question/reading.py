"""The text that is still to be understood, and the tokens that stand for what was."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from history.errors import UserError
from history.traditional import simplified
from models.question.vocabulary import Vocabulary

# A token is one character of a private-use plane, so that patterns see a name, a time or a share as one letter.
_KINDS = ("NAME", "SHARE", "TIME", "LASTING", "COUNT", "REPS")
_FIRST = {kind: 0xF0000 + place * 0x2000 for place, kind in enumerate(_KINDS)}
NAME, SHARE, TIME, LASTING, COUNT, REPS = (f"[{chr(at)}-{chr(at + 0x1FFF)}]" for at in _FIRST.values())
TOKEN = f"[{chr(0xF0000)}-{chr(0xFFFFD)}]"
# What was taken out leaves this behind, so that its neighbours do not become one word.
GAP = " | "


def plain(text: str) -> str:
    """Half-width forms, simplified characters, single spaces; no private-use characters: tokens are made of them."""
    # A full comma parts two numbers, where a half one may group the digits of one.
    half = simplified(unicodedata.normalize("NFKC", text.replace("，", ", ")))
    return " ".join("".join(" " if unicodedata.category(letter) in ("Co", "Cn") else letter for letter in half).split())


class Reading:
    """`rest` is what is still to be understood, in the names of `vocabulary`; patterns ignore case."""

    def __init__(self, text: str, today: date, vocabulary: Vocabulary) -> None:
        self.rest = plain(text)
        self.today, self.vocabulary, self.country = today, vocabulary, vocabulary.country
        self._meanings: dict[str, Any] = {}
        self._said: dict[str, str] = {}
        self._next = {kind: count(at) for kind, at in _FIRST.items()}

    def mark(self, kind: str, pattern: str, meaning: Callable[[re.Match[str]], object]) -> None:
        """Put a token in place of every match; a `meaning` of None leaves the match as it is."""

        def put(match: re.Match[str]) -> str:
            value = meaning(match)
            if value is None:
                return match[0]
            return self.token(kind, value, self.said(match[0]))

        self.rest = re.sub(pattern, put, self.rest, flags=re.IGNORECASE)

    def token(self, kind: str, meaning: object, said: str) -> str:
        """A new token of the kind, for what was said."""
        letter = chr(next(self._next[kind]))
        self._meanings[letter], self._said[letter] = meaning, said
        return letter

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first match of `pattern`, which is thereby understood."""
        match = re.search(pattern, self.rest, re.IGNORECASE)
        if match:
            self.drop(match)
        return match

    def drop(self, match: re.Match[str], keep: str = "") -> None:
        """Take `match`, found in `rest` as it is, out of it, but for `keep`."""
        self.rest = f"{self.rest[: match.start()]}{GAP}{keep}{self.rest[match.end() :]}"

    def meaning(self, token: str) -> Any:
        """What the token stands for."""
        return self._meanings[token]

    def tokens(self, kind: str) -> list[str]:
        """The tokens of a kind, given as its pattern, that are left, in order."""
        return re.findall(kind, self.rest)

    def said(self, text: str) -> str:
        """The text with every token in the words it was said in."""
        return re.sub(TOKEN, lambda token: self._said.get(token[0], ""), text).strip()


def puzzled(words: list[str], hint: str = "") -> UserError:
    """The error that says which words were not understood; without a hint, an example will be one."""
    listed, quoted = "、".join(f"“{word}”" for word in words), ", ".join(f'"{word}"' for word in words)
    return UserError(f"没有看懂{listed}。 Not understood: {quoted}.", hint)


def contradictory(zh: str, en: str, hint: str) -> UserError:
    """The error that says what in a question does not go together."""
    return UserError(f"{zh}。 {en}.", hint)
