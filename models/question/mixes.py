"""How many leads, and their shares by region, industry, source and product."""

import re
from dataclasses import dataclass, field

from history.errors import UserError
from models.question.names import kind_of, name_of
from models.question.numbers import NUMBER, number_of
from models.question.reading import COUNT, GAP, NAME, SHARE, TIME, Reading, contradictory
from models.question.vocabulary import CALLED, LANGUAGES
from models.sandbox.plan.scenario import MIXES

_NOUN_ZH = r"(?:新增)?(?:额外)?的?(?:新)?(?:销售)?(?:线索|商机|潜客)"
_MORE = r"(?:more|extra|new|additional|further|fresh|sales|incremental|open)"
_KINDS = "|".join(CALLED.values())
_COUNTS = (
    rf"(?P<n>{NUMBER})\s*(?:[条笔]|个(?!月|人|周|星期|季|小时))\s*(?P<names>(?:{_MORE}|新增|来自|的|{NAME}|{_KINDS}|\s)*?)(?:{_NOUN_ZH})?",
    rf"(?P<n>{NUMBER})\s*(?P<names>(?:{NAME}|\s|{_KINDS})*){_NOUN_ZH}",
    rf"(?P<n>{NUMBER})\s+(?P<names>(?:{_MORE}\s+|(?:{_KINDS})\s+|{NAME}\s*(?:and\s+)?)*)(?:leads?|opportunities)\b",
)
# Nothing but a number after what asks for leads.
_LONE = (
    rf"(?:新增|增加|再来|多来|再加|^)\s*(?P<n>{NUMBER})(?P<names>)(?=\s*(?:$|[,;。.?!]))",
    rf"(?:线索|商机|\bleads?)(?:数量?)?\s*[:=为]?\s*(?P<n>{NUMBER})(?P<names>)(?=\s*(?:$|[,;。.?!]))",
)
_BARE = (
    rf"(?P<n>(?<![\d.])\d[\d,]*(?<!,))(?P<names>(?:\s+{_MORE})*)(?=\s+(?:(?:in|from|for|to|are|of)\s+)(?:the\s+)?{NAME})",
    rf"(?P<n>(?<![\d.])\d[\d,]*(?<!,))(?P<names>(?:\s+{_MORE})*)(?=\s+(?:(?:in|on|for|during)\s+)?(?:the\s+)?{TIME})",
    rf"(?<={TIME})[\s:]*(?P<n>\d[\d,]*(?<!,))(?P<names>)(?=\s*(?:$|[,;、。.|]|再|然后|and\b|then\b))",
    rf"(?<={NAME})\s*:?\s*(?P<n>\d[\d,]*(?<!,))(?P<names>)(?=\s*(?:$|[,;、。.|]|和|与|and\b|leads?\b))",
)
_GLUE = (
    rf"(?:\s|占比?|占了|新增|增加|为|是|:|有|来自|来|的|在|多|分布|线索|客户|企业|公司|约|{_KINDS}|"
    r"\b(?:of|them|the|those|these|leads?|are|is|be|being|in|from|at|with|will|to|for|goe?s?|come|coming|makes?|up|share|"
    r"a|an|gets?|takes?|have|has|about|which|customers|companies|more|new|extra)\b)*+"
)
_QUANTITY = rf"(?:{SHARE}|{COUNT})"
_LIST = rf"(?:{NAME}(?:\s|,|、|和|与|及|{_KINDS}|\band\b)*+)+"
_GETS = r"(?:\b(?:will|should|must|gets?|getting|takes?|receives?|gains?|sees?|ha(?:ve|s))\b\s*)+"
_EACH = (
    rf"(?P<names>{_LIST})(?:各自?|每个|分别|都)(?:占|新增|增加|来|有|多|要|加|得到|分到|\s|\|)*(?P<q>{_QUANTITY})",
    rf"(?:\bboth\s+(?:the\s+)?(?P<names>{_LIST})|(?P<these>{_LIST})\bboth\s+){_GETS}{_GLUE}(?P<q>{_QUANTITY})",
    rf"(?P<names>{_LIST})(?:{_GLUE})(?P<q>{_QUANTITY})\s*(?:leads )?(?:each|apiece)\b",
    rf"(?P<q>{_QUANTITY})[\s|]*(?:leads )?(?:each|apiece)\s*(?:{_GLUE})(?:\bboth\s+(?:the\s+)?)?(?P<names>{_LIST})",
)
# What two get alike, or together?
_BOTH = rf"{_QUANTITY}[^,;。.]*?\bboth\s+(?:the\s+)?{_LIST}"
# A colon after a number heads a list.
_AFTER = _GLUE.replace("|:|", "|")
_PAIR = rf"(?P<q>{_QUANTITY}){_AFTER}(?P<n>{NAME})|(?P<n2>{NAME}){_GLUE}(?P<q2>{_QUANTITY})"


@dataclass
class Mix:
    """What the question says of the leads: shares and counts by kind and name, counts that stand alone."""

    shares: dict[str, dict[str, float]] = field(default_factory=lambda: {kind: {} for kind in MIXES})
    counts: dict[str, dict[str, float]] = field(default_factory=dict)
    alone: list[tuple[float, str]] = field(default_factory=list)


def mark_counts(reading: Reading) -> None:
    """Put a token in place of every number of leads; names between the number and its noun stay, behind it."""
    for pattern in _COUNTS:
        _mark(reading, pattern)
    if reading.tokens(COUNT) or sum(len(re.findall(bare, reading.rest, re.I)) for bare in _BARE) > 1:
        for pattern in _BARE:
            _mark(reading, pattern)
    if not reading.tokens(COUNT):
        for pattern in _LONE:
            _mark(reading, pattern)


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


def take_mix(reading: Reading) -> Mix:
    """Everything that is said of how many leads there are and how they divide."""
    mix = Mix()
    several = len(reading.tokens(COUNT)) > 1
    for pattern in _EACH:
        while match := re.search(pattern, reading.rest, re.IGNORECASE):
            names = match["names"] or match["these"]
            _tell(reading, mix, re.findall(NAME, names), match["q"])
            reading.drop(match)
    _refuse_both(reading)
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
        if kind in mix.counts:
            zh, en = reading.vocabulary.shown(names[0])
            raise contradictory(
                f"没有说“{zh}”有多少条线索",
                f'The question does not say how many leads "{en}" gets',
                "请写出它的数量，或删去它。 Give its number, or leave it out.",
            )
        left = max(0.0, 1 - sum(mix.shares[kind].values()))
        mix.shares[kind] |= {name: left / len(set(names)) for name in names}


def leads_of(reading: Reading, mix: Mix) -> float | None:
    """How many leads there are in all, None where no number is given; counts by name become shares.

    Raises:
        UserError: the numbers do not go together.
    """
    alone = dict(mix.alone)
    if len(alone) > 1:
        first, second = list(alone.values())[:2]
        raise contradictory(
            f"有两个线索数量：“{first}”和“{second}”",
            f'There are two numbers of leads: "{first}" and "{second}"',
            "请只保留一个，或写明各区域的数量，例如：华东100条、华南300条。 "
            "Keep one, or say what each region gets, for example: 100 in North, 300 in South.",
        )
    sums = {kind: sum(counts.values()) for kind, counts in mix.counts.items()}
    total = next(iter(alone), next(iter(sums.values()), None))
    for kind, counts in mix.counts.items():
        if total is not None and sums[kind] > total:
            raise _too_many(reading, counts, total)
        if mix.shares[kind]:
            zh, en = (reading.vocabulary.listed([*counts, *mix.shares[kind]], language) for language in LANGUAGES)
            raise contradictory(
                f"{zh}：有的是数量，有的是占比",
                f"Some of {en} have a number, some a share",
                "请统一用数量或占比。 Use numbers or shares, not both.",
            )
        mix.shares[kind] = {name: count / total if total else 0.0 for name, count in counts.items()}
    return total


def _too_many(reading: Reading, counts: dict[str, float], total: float) -> UserError:
    listed, english = _listed(reading, counts, ",.10g")
    return contradictory(
        f"各部分之和超过总数 {total:,.10g}：{listed}",
        f"The parts sum to more than the total of {total:,.10g}: {english}",
        "请核对这些数量。 Check these numbers.",
    )


def check_sums(reading: Reading, mix: Mix) -> None:
    """Refuse shares of more than 100 % in words.

    Raises:
        UserError: the shares of a kind sum to more than 1.
    """
    for shares in mix.shares.values():
        if (total := sum(shares.values())) > 1 + 1e-9:
            listed, english = _listed(reading, shares, ".0%")
            raise contradictory(
                f"占比合计 {total:.0%}，超过 100%：{listed}",
                f"The shares sum to {total:.0%}, more than 100%: {english}",
                "请核对这些占比。 Check these shares.",
            )


def _listed(reading: Reading, numbers: dict[str, float], form: str) -> tuple[str, str]:
    """Names with their numbers, in Chinese and in English."""
    named = [(*reading.vocabulary.shown(name), format(number, form)) for name, number in numbers.items()]
    return "、".join(f"{zh} {number}" for zh, _, number in named), ", ".join(
        f"{en} {number}" for _, en, number in named
    )
