"""Text as it is shown and as patterns see it: one form for what only looks different."""

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "‑": "-"}
)
# Full-width punctuation is how Chinese is written: it is kept where text is shown, and narrow where it is compared.
_WIDE = "，！？：；（）"
_NARROW = str.maketrans(_WIDE, ",!?:;()")
_PLAIN = _QUOTES | _NARROW
_OTHERS = re.compile(f"[^{_WIDE}]+")


def clean(text: str) -> str:
    """The text as it is shown: compatible forms and white space made one, nothing invisible."""
    plain = text if text.isascii() else _UNSEEN.sub("", _OTHERS.sub(_compatible, text))
    return " ".join(plain.split())


def _compatible(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def narrow(text: str) -> str:
    """The text with Chinese punctuation as its narrow likeness, letter for letter: what patterns are written for."""
    return text.translate(_NARROW)


def plain(line: str) -> str:
    """The line with narrow punctuation, straight quotes and small letters: what lines are compared by."""
    return (line if line.isascii() else line.translate(_PLAIN)).casefold()
