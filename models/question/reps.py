"""Who joins, leaves or moves."""

import re
from dataclasses import dataclass

from history.errors import UserError
from models.question.names import name_of
from models.question.numbers import number_of
from models.question.reading import COUNT, NAME, REPS, TIME, Reading, contradictory
from models.question.rep_phrases import (
    COUNTED,
    EACHES,
    FEWER,
    HALF_MOVES,
    JOINS,
    LEAVES,
    MORE_MOVES,
    MOVES,
    NEW,
    THEN,
    WHEN,
)
from models.question.vocabulary import LANGUAGES
from models.sandbox.plan.scenario import RepChange


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
        return -int(number) if FEWER.search(match[0]) or groups.get("verb") == "减少" else int(number)

    for pattern in COUNTED:
        reading.mark("REPS", pattern, reps)


def take_reps(reading: Reading) -> list[Found]:
    """The changes of reps, in the order in which they were said.

    Raises:
        UserError: reps go, but not from one region to another.
    """
    found = _taken(reading, MOVES, 1)
    _refuse(reading, (*HALF_MOVES, *MORE_MOVES) if found else HALF_MOVES)
    for patterns, sign in ((EACHES, 1), (LEAVES, -1), (JOINS, 1)):
        found += _taken(reading, patterns, sign)
    return [change for _, changes in sorted(found, key=lambda each: each[0]) for change in changes]


def _taken(reading: Reading, patterns: tuple[str, ...], sign: int) -> list[tuple[int, list[Found]]]:
    found = []
    for pattern in patterns:
        while REPS_LEFT.search(reading.rest) and (match := _search(reading, pattern)):
            found.append((ord(match["r"]), _changes(reading, match, sign)))
    return found


def _refuse(reading: Reading, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        if match := re.search(pattern, reading.rest, re.IGNORECASE):
            said = reading.said(match[0]).strip("|、 ")
            raise contradictory(
                f"“{said}”没有说从哪个区域调到哪个区域",
                f'"{said}" does not say from which region to which',
                "请写明两个区域；如果是新招的，请说“增加两名销售”。 "
                'Name both regions; if they are new people, say "two more reps".',
            )


REPS_LEFT = re.compile(REPS)


def _search(reading: Reading, pattern: str) -> re.Match[str] | None:
    return re.search(f"{WHEN}(?:{pattern}){THEN}", reading.rest, re.IGNORECASE)


def _changes(reading: Reading, match: re.Match[str], sign: int) -> list[Found]:
    groups, said, before = match.groupdict(), reading.said(match["r"]), reading.rest[: match.start()]
    number: int = reading.meaning(match["r"])
    time, *others = [groups[at] for at in ("meanwhile", "then", "since") if groups.get(at)] or [None]
    if time and not _own(reading, match, time):
        time, others = None, [time, *others]
    reading.drop(match, keep="".join(each for each in others if each))
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
    if NEW.search(said) or re.search(r"\|\s*(?:and|和|及|以及|、|与)\s*$", before, re.IGNORECASE):
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


def rep_changes(reading: Reading, found: list[Found], meant: list[str]) -> tuple[RepChange, ...]:
    """The changes with their regions; one that names none is in the only region that the question means.

    Raises:
        UserError: a change names no region, and several could be meant.
    """
    known = reading.vocabulary.regions
    only = meant if len(meant) == 1 else list(known) if len(known) == 1 else []
    changes = []
    for each in found:
        if each.unclear:
            raise _asked_back(each.unclear)
        region = each.region or next(iter(only), None)
        if region is None:
            zh, en = (reading.vocabulary.listed(known, language) for language in LANGUAGES)
            raise contradictory(
                f"没有说“{each.said}”在哪个区域",
                f'The question does not say which region "{each.said}" is about',
                f"请写明区域，已知：{zh}。 Name the region. Known: {en}.",
            )
        start = reading.meaning(each.time).first if each.time else None
        changes.append(RepChange(region, each.change, start))
    return tuple(changes)
