"""Numbers as planners write them: 1,200, 1.5万, 2k, 两百, two hundred, 60 %, 三成, half."""

import re

import cn2an
from number_parser import parse_number

from models.question.reading import Reading, puzzled

CHINESE = "零〇一二两三四五六七八九十百千万亿"
NUMBER = (
    r"(?:(?<![\d.])(?<!\d,)\d+(?:,\d{3})*(?:\.\d+)?(?:\s?万\d千(?:\d百)?|\s?[百千万亿]|[kw](?![a-z0-9]))?|"
    rf"(?<![几数{CHINESE}])[{CHINESE}]+)"
)

_UNITS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
_WORD = rf"(?:{_UNITS}|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_SCALE = r"(?:hundred|thousand|million)"
_SPELLED = (
    rf"\b(?:(?P<digits>\d+(?:\.\d+)?)|an?(?= {_SCALE}\b)|{_WORD}\b)"
    rf"(?:[ -]{_WORD}\b|[ -]{_SCALE}\b|(?:(?<=hundred)|(?<=thousand)) and {_WORD}\b)*+"
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}

# Beyond every limit of a scenario, and far from what a float cannot hold.
_MOST = 1e15
_LETTERS = {"k": 1_000, "w": 10_000}
_SHORT = {
    "俩": "两个",
    "仨": "三个",
    r"\bp\.?w\b": "per week",
    r"\bw/c\b": "week of",
    r"\bwk(s?)\b": r"week\1",
    r"\bmth(s?)\b": r"month\1",
    r"\bqtr(s?)\b": r"quarter\1",
    r"\bnxt\b": "next",
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_SHARES = (
    rf"(?P<percent>(?<![\d.])\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b|pct\b)|百分之(?P<hundredths>{NUMBER})|"
    rf"(?P<lower>{NUMBER})分之(?P<upper>{NUMBER})|(?P<tenths>[一二两三四五六七八九]|(?<!\d)[1-9])成(?!交)(?P<more>半?)|"
    r"(?P<half>一半|半数|(?<!first )(?<!second )\b(?:one |a |1 )?half\b(?! an?\b))|"
    r"\b(?P<parts>an?|\d)\s+(?P<part>third|quarter|fifth|tenth)s?(?=\s+(?:of|from|are)\b)|"
    r"\b(?P<several>[2-9])\s+(?P<such>third|fifth|tenth)s\b"
)


def number_of(text: str) -> float:
    """A number written as 1,200, 1.5万, 1万5千, 2k, 3w (万) or 两百.

    Raises:
        UserError: it is no number, such as 亿 without one before it.
    """
    clean = re.sub(r"[,\s]", "", text).lower().replace("〇", "零")
    try:
        scale = _LETTERS.get(clean[-1:])
        found = float(clean[:-1]) * scale if scale else float(cn2an.cn2an(clean, "smart"))
    except ValueError:
        raise puzzled([text]) from None
    if found > _MOST:
        raise puzzled([text], "这个数太大了。 The number is too large.")
    return found


def spell_out(reading: Reading) -> None:
    """Put digits in place of two hundred, a dozen, 2 thousand, and words in place of 俩, wk, nxt and such."""
    for short, long in _SHORT.items():
        reading.rest = re.sub(short, long, reading.rest, flags=re.IGNORECASE)
    reading.rest = re.sub(r"\b(?:a )?couple of\b", "2", reading.rest, flags=re.IGNORECASE)
    reading.rest = re.sub(r"\b(?:(?:a|one) )?dozen\b", "12", reading.rest, flags=re.IGNORECASE)
    reading.rest = re.sub(_SPELLED, _digits, reading.rest, flags=re.IGNORECASE)


def _digits(match: re.Match[str]) -> str:
    words = re.sub(r"^an?\b", "one", match[0].lower())
    if match["digits"]:
        number, *scales = words.split()
        if not scales or any(scale not in _SCALES for scale in scales):
            return match[0]
        for scale in scales:
            number = f"{float(number) * _SCALES[scale]:.10g}"
        return number
    found = parse_number(words, language="en")
    return match[0] if found is None else str(found)


def mark_shares(reading: Reading) -> None:
    """Put tokens in place of shares; each means a fraction of 1, as said, be it above 1."""
    reading.mark("SHARE", _SHARES, _share)


def _share(match: re.Match[str]) -> float:
    said = {name: text for name, text in match.groupdict().items() if text}
    if "percent" in said:
        return number_of(said["percent"]) / 100
    if "hundredths" in said:
        return number_of(said["hundredths"]) / 100
    if "lower" in said:
        return number_of(said["upper"]) / max(number_of(said["lower"]), 1.0)
    if "tenths" in said:
        return number_of(said["tenths"]) / 10 + (0.05 if "more" in said else 0.0)
    if "half" in said:
        return 0.5
    many, part = said.get("parts", said.get("several", "")), said.get("part", said.get("such", ""))
    return (1 if many.lower() in ("a", "an") else int(many)) / _PARTS[part.lower()]
