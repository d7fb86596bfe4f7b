"""Who joins, leaves or moves."""

import re
from dataclasses import dataclass

from history.errors import UserError
from models.question.names import name_of
from models.question.numbers import NUMBER, number_of
from models.question.reading import COUNT, NAME, REPS, TIME, Reading, contradictory
from models.question.terms import SELLER_EN, SELLER_ZH
from models.sandbox.scenario import RepChange

_FEWER = re.compile(r"\b(?:fewer|less)\b", re.IGNORECASE)
_REPS = (
    rf"(?P<n>{NUMBER})\s*[名个位]?\s*(?:新的?)?{SELLER_ZH}|(?P<p>{NUMBER})\s*[名个位]?\s*新?人(?!均)|(?P<s>{SELLER_ZH}\s*(?P<verb>增加|减少)\s*(?P<q>{NUMBER})\s*[名个位]?人?)",
    rf"\b(?P<n>{NUMBER}|an?|another)\s+"
    rf"(?:(?:more|new|extra|additional|fewer|less|further|of our|of the)\s+)*{SELLER_EN}",
)
_PLACE = rf"(?:\s*(?:the )?(?P<at>{NAME})(?:地区|大区|区域|区|团队|的|\s*(?:region|area|territory|team)\b)?)"
_INTO = r"(?:调往|调到|调去|调至|调入|去|到|往|至|给|支援|前往)+"
_SHIFT = r"(?:抽调|调动|调派|调配|调拨|调|转移|转|派|抽|支援|挪)(?:走|出)?"
_WHEN = rf"(?:(?P<since>{TIME})\s*(?P<comma>,)?\s*(?:在|给)?\s*)?"
_THEN = rf"(?:\s*,?\s*(?P<then>{TIME}))?"
_VERB_EN = (
    r"(?:mov(?:e|es|ed|ing)|transfer(?:s|red|ring)?|shift(?:s|ed|ing)?|relocat(?:e|es|ed|ing)|"
    r"reassign(?:s|ed|ing)?|send(?:s|ing)?)"
)
_FROM_ZH = rf"(?P<from>{NAME})(?:地区|大区|区域|区|的)*\s*"
_TO_ZH = rf"\s*(?P<to>{NAME})(?:地区|大区|区域|区)?"
_FROM_EN, _TO_EN = rf"\s+(?:from|out of)\s+(?:the\s+)?(?P<from>{NAME})", rf"\s+(?:in)?to\s+(?:the\s+)?(?P<to>{NAME})"
_MOVES = (
    rf"(?:从|由|将|把)?\s*{_FROM_ZH}{_SHIFT}\s*(?P<r>{REPS})\s*{_INTO}{_TO_ZH}",
    rf"(?:将|把)?\s*(?P<r>{REPS})\s*(?:从|由)\s*{_FROM_ZH}(?:{_SHIFT}|{_INTO})+{_TO_ZH}",
    rf"(?:将|把)?\s*{_FROM_ZH}(?P<r>{REPS})\s*(?:{_SHIFT}|{_INTO})+{_TO_ZH}",
    rf"(?:从|由)\s*{_FROM_ZH}{_SHIFT}?{_INTO}{_TO_ZH}\s*(?P<r>{REPS})",
    rf"(?:\b{_VERB_EN}\s+)?(?P<r>{REPS})(?:\s+(?:will )?(?:{_VERB_EN}|go|goes))?{_FROM_EN}{_TO_EN}",
    rf"(?:\b{_VERB_EN}\s+)?(?P<r>{REPS})(?:\s+(?:will )?(?:{_VERB_EN}|go|goes))?{_TO_EN}{_FROM_EN}",
)
_GONE_ZH = r"(?:走掉?|减少|裁掉?|裁减|裁员|离职|少|流失|撤走?|调走|减|减掉)了?"
_GOES_ZH = r"(?:要|会|将)?(?:离职|离开|走|退休|辞职|被裁|休假|请假)(?:了|掉)?"
_GOES_EN = (
    r"(?:will )?(?:leav(?:e|es|ing)|quits?|quitting|resigns?|resigning|retir(?:e|es|ing)|depart(?:s|ing)?|go away)\b"
)
_LOSE_EN = r"(?:los(?:e|es|ing)|remov(?:e|es|ing)|cut(?:s|ting)?|drop(?:s|ping)?|minus|lay(?:ing)? off)"
_LEAVES = (
    rf"(?:{_PLACE}\s*)?(?:再|有|又|将|会)?{_GONE_ZH}\s*(?P<r>{REPS})",
    rf"(?:{_PLACE}\s*)?(?:有|将有|的)?\s*(?P<r>{REPS})\s*{_GOES_ZH}",
    rf"{_PLACE}\s+(?:will )?{_LOSE_EN}\s+(?P<r>{REPS})",
    rf"(?:with\s+)?(?P<r>{REPS})\s+{_GOES_EN}(?:\s+(?:in|from)?{_PLACE})?",
    rf"\b{_LOSE_EN}\s+(?P<r>{REPS})(?:\s+(?:in|from)\s*{_PLACE})?",
)
_COME_ZH = r"(?:再|又|各)?(?:新增加?|增加|增派|增配|增员|增|招聘|招募|再招|招|加派|加|多|补充|补|来|入职|配|派)?(?:了)?"
_JOIN_EN = r"(?:will )?(?:join(?:s|ing)?|start(?:s|ing)?|come|arriv(?:e|es|ing))"
_GETS_EN = r"(?:gets?|getting|hires?|adds?|gains?|has|with|receives?|plus)"
_LIST = rf"{NAME}(?:(?:地区|大区|区域|区|\s|,|、|和|与|\band\b|\bboth\b)*{NAME})*"
_EACHES = (
    rf"(?P<each>{_LIST})各自?{_COME_ZH}\s*(?P<r>{REPS})",
    rf"(?:\b(?:add|hire|get|recruit)\s+)?(?P<r>{REPS})\s+(?:each|apiece)\s+(?:in|for|to)\s+(?:the )?(?P<each>{_LIST})",
    rf"(?:\b(?:add|hire|get|recruit)\s+)?(?P<r>{REPS})\s+(?:in|for|to) each of\s+(?:the )?(?P<each>{_LIST})",
)
_JOINS = (
    rf"(?:给|在|为)?{_PLACE}\s*(?:团队)?{_COME_ZH}\s*(?P<r>{REPS})(?:加入|入职|到岗|上岗)?(?!\s+(?:in|for|to)\b)",
    rf"{_PLACE}\s+(?:will )?{_GETS_EN}\s+(?P<r>{REPS})(?!\s+in\b)",
    rf"(?:\b(?:add|adding|hire|hiring|get|getting|recruit|recruiting|with|plus)\s+)?(?P<r>{REPS})(?:\s+{_JOIN_EN})?(?:\s+(?:in|to|for|at|into)?{_PLACE})",
    rf"(?:{_COME_ZH})(?P<r>{REPS})\s*(?:加入|入职|到岗|派到|分到|去|到)*{_PLACE}",
    rf"(?:{_COME_ZH}|\b(?:add|adding|hire|hiring|get|getting|recruit|recruiting|with|plus)\s+)(?P<r>{REPS})\s*(?:加入|入职|到岗|上岗|{_JOIN_EN}\b)?",
)


_NEW = re.compile(
    r"[新增加招多来补派配]|入职|到岗|\b(?:new|more|fewer|less|extra|additional|another|further|plus|join|start|com|arriv|add|"
    r"hir|get|gain|receiv|recruit)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A change as it was said; `region` is None where none was named, `unclear` what may be no change."""

    said: str
    change: int
    region: str | None
    time: str | None
    unclear: str = ""


def mark_reps(reading: Reading) -> None:
    """Put a token in place of every number of reps; each means that number, below 0 for fewer."""

    def reps(match: re.Match[str]) -> int | None:
        groups = match.groupdict()
        said = groups["n"] or groups.get("p") or groups.get("q") or "1"
        number = 1.0 if said.lower() in ("a", "an", "another") else number_of(said)
        if number != int(number):
            return None
        return -int(number) if _FEWER.search(match[0]) or groups.get("verb") == "减少" else int(number)

    for pattern in _REPS:
        reading.mark("REPS", pattern, reps)


def take_reps(reading: Reading) -> list[Found]:
    """The changes of reps, in the order in which they were said."""
    found: list[tuple[int, list[Found]]] = []
    for patterns, sign in ((_MOVES, 1), (_EACHES, 1), (_LEAVES, -1), (_JOINS, 1)):
        for pattern in patterns:
            while REPS_LEFT.search(reading.rest) and (match := _search(reading, pattern)):
                found.append((ord(match["r"]), _changes(reading, match, sign)))
    return [change for _, changes in sorted(found, key=lambda each: each[0]) for change in changes]


REPS_LEFT = re.compile(REPS)


def _search(reading: Reading, pattern: str) -> re.Match[str] | None:
    return re.search(f"{_WHEN}(?:{pattern}){_THEN}", reading.rest, re.IGNORECASE)


def _changes(reading: Reading, match: re.Match[str], sign: int) -> list[Found]:
    groups, said, before = match.groupdict(), reading.said(match["r"]), reading.rest[: match.start()]
    number: int = reading.meaning(match["r"])
    time, other = (groups["then"], groups["since"]) if groups["then"] else (groups["since"], None)
    if time and not _own(reading, match, time):
        time, other = None, time
    reading.drop(match, keep=other or "")
    if "to" in groups:
        places = ((-number, groups["from"]), (number, groups["to"]))
        return [Found(said, change, _region(reading, place), time) for change, place in places]
    if "each" in groups:
        return [Found(said, number, _region(reading, place), time) for place in re.findall(NAME, groups["each"])]
    place = groups.get("at")
    unclear = _unclear(reading, match, before) if sign > 0 else ""
    return [Found(said, sign * number, _region(reading, place) if place else None, time, unclear)]


def _unclear(reading: Reading, match: re.Match[str], before: str) -> str:
    """What may say how many reps there are, not how many more; "" if it is clear, or goes on a list."""
    said = reading.said(re.sub(NAME, "", match[0]))
    if _NEW.search(said) or re.search(r"\|\s*(?:and|和|及|以及|、|与)\s*$", before, re.IGNORECASE):
        return ""
    return reading.said(re.sub(TIME, "", match[0])).strip(" ,")


def _own(reading: Reading, match: re.Match[str], time: str) -> bool:
    """Whether the time beside a change is the change's own: the leads have another, or are not in its clause."""
    others = [token for token in reading.tokens(TIME) if token != time]
    # A time before a comma heads the whole sentence.
    ends = "[;。.]" if match["comma"] else "[,;。.|]"
    before, after = re.split(ends, reading.rest[: match.start()])[-1], re.split(ends, reading.rest[match.end() :])[0]
    return bool(others) or not re.search(COUNT, before + after)


def _region(reading: Reading, token: str) -> str:
    name = name_of(reading, token, "regions")
    if name is None:
        said = reading.said(token)
        raise contradictory(
            f"“{said}”不是区域，销售只能按区域增减",
            f'"{said}" is no region, and reps are counted by region',
            "请写明区域。 Name a region.",
        )
    return name


def _asked_back(said: str) -> UserError:
    return contradictory(
        f"“{said}”没有说是增加还是减少",
        f'"{said}" does not say whether reps join or leave',
        "请写明变化，例如：华东增加两名销售。 Say the change, for example: two more reps in North.",
    )


def rep_changes(
    reading: Reading, found: list[Found], meant: list[str], regions: tuple[str, ...]
) -> tuple[RepChange, ...]:
    """The changes with their regions; one that names none is in the only region that the question means.

    Raises:
        UserError: a change names no region, and several could be meant.
    """
    only = meant if len(meant) == 1 else list(regions) if len(regions) == 1 else []
    changes = []
    for each in found:
        if each.unclear:
            raise _asked_back(each.unclear)
        region = each.region or next(iter(only), None)
        if region is None:
            listed = ", ".join(regions[:8]) + (" …" if len(regions) > 8 else "")
            raise contradictory(
                f"没有说“{each.said}”在哪个区域",
                f'The question does not say which region "{each.said}" is about',
                f"请写明区域。 Name the region. 已知 Known: {listed}。",
            )
        start = reading.meaning(each.time).first if each.time else None
        changes.append(RepChange(region, each.change, start))
    return tuple(changes)
