"""How leads are split over several names: each region, evenly between A and B, A and B 3:2, 60/40."""

import re

from models.question.names import Mention
from models.question.reading import NAME, Reading, puzzled
from models.question.vocabulary import CALLED

# Of more names the sentence that repeats the plan would be no sentence any more.
_MOST_NAMES = 100
_UNKNOWN = "unknown"
_SEPARATE = r"(?:\s|,|、|:|/|和|与|及|\band\b)"
_LIST = rf"{NAME}(?:{_SEPARATE}+{NAME}|{NAME})+"
_EVENLY_ZH = r"(?:平均|均匀|平)(?:分配|分摊|分布|分)?(?:到|给|在|于|至)*\s*"
_EVENLY_OVER_ZH = r"(?:平均|均匀|平|均|对半)(?:分配|分摊|分布|分发|分派|分|摊)(?:到|给|在|于|至)*\s*"
_OVER = r"(?:between|across|among|over|to)\s+"
_EVENLY_EN = (
    r"(?:\b(?:split|spread|divided|distributed|shared)\s+)?\b(?:evenly|equally|fifty[- ]fifty|50[-/:]50)\s+" + _OVER
)
_PARTS = r"(?P<parts>(?<![\d.])\d{1,3}(?:\.\d+)?(?:\s*[:/比]\s*\d{1,3}(?:\.\d+)?)+(?![\d.]))"
_TENTHS = r"(?<![一二三四五六七八九])([一二三四五六七八九])([一二三四五六七八九])(?:分成|分账|开)"
_RATIO_BEFORE = r"(?:按照?|以|=|\b(?:is|are|in|by)\b|(?:\ba )?\bratio(?: of)?\b|比例为?|,|\s)*"
_RATIOS = (
    rf"(?P<names>{_LIST})(?:之间)?{_RATIO_BEFORE}{_PARTS}(?:的?比例)?(?:来?分配|来?分)?",
    rf"(?:按照?|以)?{_PARTS}(?:的?比例)?(?:分配|分)?(?:给|到|在)\s*(?P<names>{_LIST})(?:之间)?",
    rf"(?:\bsplit(?: up)?\s+)?{_PARTS}\s+(?:(?:between|across|among|over|for)\s+)?(?P<names>{_LIST})",
)


def mark_splits(reading: Reading) -> None:
    """Put names in place of "each region" and "evenly across regions", and shares in place of ratios.

    Raises:
        UserError: a ratio has other than one part for each of its names.
    """
    for kind, words in CALLED.items():
        names = [name for name in reading.vocabulary.of(kind) if name != _UNKNOWN]
        if 0 < len(names) <= _MOST_NAMES:
            _spread(reading, kind, words, names)
    reading.rest = re.sub(rf"({_LIST})(?:之间)?\s*(?:各自?)?(?:对半分|平分|均分|平均分配?|各半)", r"\1", reading.rest)
    reading.rest = re.sub(rf"{_EVENLY_OVER_ZH}(?={_LIST})", " ", reading.rest)
    reading.rest = re.sub(rf"{_EVENLY_EN}(?=(?:the )?{_LIST})", "in ", reading.rest, flags=re.IGNORECASE)
    reading.rest = re.sub(_TENTHS, _ratio, reading.rest)
    for pattern in _RATIOS:
        while match := re.search(pattern, reading.rest, re.IGNORECASE):
            reading.drop(match, keep=_shared(reading, match))


def _spread(reading: Reading, kind: str, words: str, names: list[str]) -> None:
    """All names of the kind in place of the words that mean each of them, or all of them alike."""
    for pattern, before, after in (
        (rf"{_EVENLY_ZH}(?:各个?|每一?个|所有|全部)?(?:{words})", " ", " "),
        (rf"{_EVENLY_EN}(?:all |every |each )?(?:of )?(?:the )?(?:{words})", " ", " "),
        (rf"(?:\b{_OVER})?(?:all )?(?:the )?(?:{words})\s+(?:equally|evenly)\b", " ", " "),
        (rf"(?:各个?|每一?个)(?:{words})(?:各自?)?", " ", "各"),
        (rf"\b(?:(?:in|for|to|from)\s+)?(?:each|every|per)\s+(?:{words})", "each in ", " "),
    ):
        while match := re.search(pattern, reading.rest, re.IGNORECASE):
            tokens = (reading.token("NAME", Mention(name, {kind: (name,)}), name) for name in names)
            all_names = f"{before}{', '.join(tokens)}{after}"
            reading.rest = f"{reading.rest[: match.start()]}{all_names}{reading.rest[match.end() :]}"


def _ratio(match: re.Match[str]) -> str:
    """3:7 for 三七开."""
    first, second = ("一二三四五六七八九".index(letter) + 1 for letter in match.groups())
    return f"{first}:{second}" if first + second == 10 else match[0]


def _shared(reading: Reading, match: re.Match[str]) -> str:
    names = re.findall(NAME, match["names"])
    parts = [float(part) for part in re.findall(r"[\d.]+", match["parts"])]
    if len(parts) != len(names) or not sum(parts):
        raise puzzled([reading.said(match[0])])
    return ", ".join(
        f"{name} {reading.token('SHARE', part / sum(parts), f'{part:g}')}"
        for name, part in zip(names, parts, strict=True)
    )
