"""What the numbers and shares of a mix sum to: how many leads there are in all, and no more than all of them."""

import re

from history.errors import UserError
from models.question.mixes import Mix
from models.question.reading import Reading, contradictory
from models.question.vocabulary import LANGUAGES

# That one number is a part of another.
_PART = r"其中|里面?|之中|\b(?:of (?:them|which|those|these)|including|among them)\b"


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
    apart = len(set(sums.values())) > 1 if not alone else mix.added and sums and total not in sums.values()
    if apart and not re.search(_PART, reading.rest, re.IGNORECASE):
        raise _unrelated(reading, mix)
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


def _unrelated(reading: Reading, mix: Mix) -> UserError:
    named = [(said, said) for _, said in mix.alone]
    named += [_listed(reading, counts, ",.10g") for counts in mix.counts.values()]
    zh, en = zip(*named, strict=True)
    return contradictory(
        f"“{zh[0]}”和“{zh[1]}”没有说是不是同一批线索",
        f'"{en[0]}" and "{en[1]}": the question does not say whether one is a part of the other',
        '请写明总数，或用“其中”。 Give the number in all, or say "of which".',
    )


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
