"""Shares and counts of the leads by region, industry, source and product."""

import re
from dataclasses import dataclass, field

from models.question.names import kind_of, name_of
from models.question.reading import COUNT, GAP, NAME, SHARE, Reading, contradictory
from models.question.vocabulary import CALLED
from models.sandbox.plan.scenario import MIXES

_KINDS = "|".join(CALLED.values())
_GLUE = (
    rf"(?:\s|占比?|占了|新增|增加|为|是|:|有|来自|来|的|在|多|分布|线索|客户|企业|公司|约|{_KINDS}|"
    r"\b(?:of|them|the|those|these|leads?|are|is|be|being|in|from|at|with|will|to|for|goe?s?|come|coming|makes?|up|share|"
    r"a|an|gets?|takes?|have|has|about|which|customers|companies|more|new|extra)\b)*+"
)
_QUANTITY = rf"(?:{SHARE}|{COUNT})"
_LIST = rf"(?:{NAME}(?:\s|,|、|和|与|及|{_KINDS}|\band\b)*+)+"
_GETS = r"(?:\b(?:will|should|must|gets?|getting|takes?|receives?|gains?|sees?|ha(?:ve|s))\b\s*)+"
_EACH = (
    rf"(?P<names>{_LIST})[\s|]*(?:各自?|每个|分别|都)+(?:占|新增|增加|来|有|多|要|加|配|得到|分到|\s|\|)*(?P<q>{_QUANTITY})",
    rf"(?:\b(?:both|each of)\s+(?:the\s+)?(?P<names>{_LIST})|(?P<these>{_LIST})\bboth\s+)"
    rf"{_GETS}{_GLUE}(?P<q>{_QUANTITY})",
    rf"(?P<names>{_LIST})(?:{_GLUE})(?P<q>{_QUANTITY})\s*(?:leads )?(?:each|apiece)\b",
    rf"(?P<q>{_QUANTITY})[\s|]*(?:leads )?(?:each|apiece)\s*(?:{_GLUE})(?:\bboth\s+(?:the\s+)?)?(?P<names>{_LIST})",
    rf"(?P<q>{_QUANTITY})(?:{_GLUE})\beach of\s+(?:the\s+)?(?P<names>{_LIST})",
)
# What two get alike, or together?
_BOTH = rf"{_QUANTITY}[^,;。.]*?\bboth\s+(?:the\s+)?{_LIST}"
# May be beside all others, or a part of them.
_ADDED = (
    rf"{COUNT}[^;。]*?(?:另外|此外|外加|加上|再|还|\b(?:plus|as well as|on top|in addition)\b)"
    rf"(?:\s|,|加|来|有|给|在|新增|增加|\b(?:another|an|in|the)\b|{NAME})*{COUNT}"
)
# Of the leads of one name, so many have another.
_WITHIN = (
    rf"(?P<of>{NAME})(?:地区|区域|的|\s)*{SHARE}\s*(?:的?线索)?(?:都?是|为|来自|属于)\s*(?P<part>{NAME})|"
    rf"{SHARE}\s+of\s+(?:the\s+)?(?P<of_en>{NAME})\s*(?:leads?\s+)?(?:is|are|comes?|from|goe?s?)\s+(?:from\s+)?(?P<part_en>{NAME})"
)
# A colon after a number heads a list.
_AFTER = _GLUE.replace("|:|", "|")
_PAIR = rf"(?P<q>{_QUANTITY}){_AFTER}(?P<n>{NAME})|(?P<n2>{NAME}){_GLUE}(?P<q2>{_QUANTITY})"


@dataclass
class Mix:
    """What the question says of the leads: shares and counts by kind and name, counts that stand alone."""

    shares: dict[str, dict[str, float]] = field(default_factory=lambda: {kind: {} for kind in MIXES})
    counts: dict[str, dict[str, float]] = field(default_factory=dict)
    alone: list[tuple[float, str]] = field(default_factory=list)
    added: bool = False


def take_mix(reading: Reading) -> Mix:
    """Everything that is said of how many leads there are and how they divide."""
    mix = Mix(added=bool(re.search(_ADDED, reading.rest, re.IGNORECASE)))
    several = len(reading.tokens(COUNT)) > 1
    for pattern in _EACH:
        while match := re.search(pattern, reading.rest, re.IGNORECASE):
            names = match["names"] or match["these"]
            _tell(reading, mix, re.findall(NAME, names), match["q"])
            reading.drop(match)
    _refuse_both(reading)
    _refuse_within(reading)
    pair = _PAIR if several else _PAIR.replace(_QUANTITY, SHARE)
    while match := re.search(pair, reading.rest, re.IGNORECASE):
        _tell(reading, mix, [match["n"] or match["n2"]], match["q"] or match["q2"])
        reading.drop(match)
    for token in reading.tokens(COUNT):
        mix.alone.append((reading.meaning(token), reading.said(token)))
        reading.take(token)
    _rest_of(reading, mix)
    return mix


def _refuse_both(reading: Reading) -> None:
    if match := re.search(_BOTH, reading.rest, re.IGNORECASE):
        said = reading.said(match[0]).replace(GAP, " ").strip(" ,")
        raise contradictory(
            f"“{said}”没有说是各自的数量还是合计",
            f'"{said}" does not say whether each gets it, or all together',
            '请写明“各”或“一共”。 Say "each", or leave out "both".',
        )


def _refuse_within(reading: Reading) -> None:
    for match in re.finditer(_WITHIN, reading.rest, re.IGNORECASE):
        of, part = match["of"] or match["of_en"], match["part"] or match["part_en"]
        if kind_of(reading, of) != kind_of(reading, part):
            said = reading.said(match[0])
            raise contradictory(
                f"“{said}”说的是“{reading.said(of)}”之内的占比，而计划只有全部线索的占比",
                f'"{said}" is a share within "{reading.said(of)}"; a plan has shares of all leads',
                "请写全部线索中的占比，区域和行业分开写。 Give shares of all leads, of regions and industries apart.",
            )


def _tell(reading: Reading, mix: Mix, names: list[str], quantity: str) -> None:
    kinds = mix.shares if re.match(SHARE, quantity) else mix.counts
    for token in names:
        kind = kind_of(reading, token)
        name = name_of(reading, token, kind) or ""
        known = kinds.setdefault(kind, {})
        value = reading.meaning(quantity)
        if known.setdefault(name, value) != value:
            zh, en = reading.vocabulary.shown(name)
            raise contradictory(
                f"“{zh}”有两个数", f'There are two numbers for "{en}"', "请只保留一个。 Keep one of them."
            )


def _rest_of(reading: Reading, mix: Mix) -> None:
    """Names without a number share what the others of their kind leave, in equal parts."""
    plain: dict[str, list[str]] = {}
    for token in reading.tokens(NAME):
        kind = kind_of(reading, token)
        name = name_of(reading, token, kind) or ""
        reading.take(token)
        if name not in mix.shares[kind] and name not in mix.counts.get(kind, {}):
            plain.setdefault(kind, []).append(name)
    for kind, names in plain.items():
        # Numbers of another kind do not say how these divide.
        if kind in mix.counts or (len(set(names)) > 1 and any(len(counts) > 1 for counts in mix.counts.values())):
            zh, en = reading.vocabulary.shown(names[0])
            raise contradictory(
                f"没有说“{zh}”有多少条线索",
                f'The question does not say how many leads "{en}" gets',
                "请写出它的数量，或删去它。 Give its number, or leave it out.",
            )
        left = max(0.0, 1 - sum(mix.shares[kind].values()))
        mix.shares[kind] |= {name: left / len(set(names)) for name in names}
