"""Numbers of leads: those that name leads, and those that can be nothing else."""

import re

from models.question.numbers import NUMBER, number_of
from models.question.reading import COUNT, LASTING, NAME, REPS, TIME, Reading
from models.question.vocabulary import CALLED

_NOUN_ZH = r"(?:新增)?(?:额外)?的?(?:新)?(?:销售)?(?:线索|商机|潜客)"
_MORE = r"(?:more|extra|new|additional|further|fresh|sales|incremental|open)"
_KINDS = "|".join(CALLED.values())
_COUNTS = (
    rf"(?P<n>{NUMBER})\s*(?:[条笔]|个(?!月|人|周|星期|季|小时))\s*(?P<names>(?:{_MORE}|新增|来自|的|{NAME}|{_KINDS}|\s)*?)(?:{_NOUN_ZH})?",
    rf"(?P<n>{NUMBER})\s*(?P<names>(?:{NAME}|\s|{_KINDS})*){_NOUN_ZH}",
    rf"(?P<n>{NUMBER})\s+(?P<names>(?:{_MORE}\s+|(?:{_KINDS})\s+|{NAME}\s*(?:and\s+)?)*)(?:leads?|opportunit(?:y|ies)|opps?|prospects?)\b",
)
# Where a number without a noun begins and ends, once names, times and reps are tokens. Begun by words of fixed widths,
# since all that patterns may look back on is such.
_WORDS_ZH = "新增|增加|加|来|多|共|计|给|和|再|然后|线索|商机|数量"
_WORDS_EN = "add|adding|another|plus|give|get|gets|getting|take|takes|have|has|lead|leads|total|and|then"
_BEGINS = (
    *(r"[,;。:|]", TIME, NAME, LASTING),
    *_WORDS_ZH.split("|"),
    *(rf"\b{word}" for word in _WORDS_EN.split("|")),
)
_ENDS = (
    rf"\s*(?:$|[,;、。.?!|]|{TIME}|{NAME}|{LASTING}|和|与|再|然后|(?:and|then)\b|"
    rf"(?:in|on|for|from|to|during|are|of)\s+(?:the\s+)?(?:{NAME}|{TIME}|{LASTING}))"
)
# Of one digit, it may as well be a number of reps.
_BARE = (
    rf"(?:^|{'|'.join(f'(?<={begins})' for begins in _BEGINS)})[\s=+为]*"
    rf"(?P<n>(?<![\d.,])(?:\d[\d,]*\d|\d[kw百千万](?![a-z0-9])))(?P<names>)(?:\s+{_MORE})*(?={_ENDS})"
)


def mark_counts(reading: Reading) -> None:
    """Put a token in place of every number of leads; names between the number and its noun stay, behind it."""
    for pattern in _COUNTS:
        _mark(reading, pattern)
    reps = re.search(REPS, reading.rest)
    if reps is None:
        _mark(reading, _BARE)
    else:
        # Of less than three digits it may be a number of reps, unless leads were named and reps not yet.
        if re.search(COUNT, reading.rest[: reps.start()]):
            after = reading.rest[reps.start() :]
            reading.rest = reading.rest[: reps.start()]
            _mark(reading, _BARE)
            reading.rest += after
        _mark(reading, _BARE.replace(r"\d[\d,]*\d", r"\d[\d,]+\d"))


def _mark(reading: Reading, pattern: str) -> None:
    found: list[str] = []

    def count(match: re.Match[str]) -> float:
        found.append("".join(re.findall(NAME, match["names"])))
        return number_of(match["n"])

    before = set(reading.tokens(COUNT))
    reading.mark("COUNT", pattern, count)
    fresh = [token for token in reading.tokens(COUNT) if token not in before]
    for token, names in zip(fresh, found, strict=True):
        reading.rest = reading.rest.replace(token, f"{token}{names}")
