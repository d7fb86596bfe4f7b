"""What readers see, in their language: texts, numbers, dates. The page formats by the same rules."""

import json
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
TEXTS = Path(__file__).parent / "page" / "texts"

# Light to dark in one hue, so that it can be read in grey and by the colour-blind.
COLOURS = ("#eff6f8", "#cde3ea", "#9ccad8", "#63a9c0", "#2f83a3", "#145d80", "#0a3a58")

UNITS: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}


@cache
def texts(lang: Language) -> dict[str, Any]:
    """All texts of one language by key, whichever page they stand on; templates have `{names}` to fill in."""
    files = (TEXTS / f"{lang}.json", TEXTS / f"accounts_{lang}.json")
    return {key: text for file in files for key, text in json.loads(file.read_text(encoding="utf-8")).items()}


def preferred(accept_language: str) -> Language:
    """The language that an Accept-Language header prefers (RFC 9110); English where it names neither."""
    wanted = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=")
        weight = float(quality) if quality.replace(".", "", 1).isdecimal() else 1.0
        wanted.append((-weight, place, tag.strip().lower()[:2]))
    return next((lang for weight, _, tag in sorted(wanted) for lang in LANGUAGES if tag == lang and weight < 0), "en")


def _rounded(value: float, digits: int) -> Decimal:
    # Halves go up from the shortest decimal text, as browsers do it; binary rounding would differ now and then.
    found = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return abs(found) if found == 0 else found


def percent(value: float) -> str:
    """0.1234 as "12.3%"."""
    return f"{_rounded(value, 3) * 100:,.1f}%"


def count(value: float) -> str:
    """Leads, wins, loads: one decimal below 100, none above."""
    return f"{_rounded(value, 1 if abs(value) < 100 else 0):,}"


def signed(value: float) -> str:
    """The same with its sign."""
    return ("+" if _rounded(value, 1 if abs(value) < 100 else 0) > 0 else "") + count(value)


def money(value: float, lang: Language) -> str:
    """A sum in the history's own unit, to three digits: 1.23M, 123万."""
    for size, unit in UNITS[lang]:
        if abs(value) >= size:
            return f"{float(f'{value / size:.3g}'):,g}{unit}"
    return f"{float(f'{value:.3g}'):,g}"


def points(value: float) -> str:
    """A difference of probabilities as percentage points, with its sign: 0.012 as "+1.2"."""
    found = _rounded(value, 3) * 100
    return f"{found:+,.1f}" if found else "0.0"
