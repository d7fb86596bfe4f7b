"""Why a part of the morning list is empty, or how it is ordered, where that is not plain."""

from collections.abc import Iterator, Sequence

from models.evidence import Text
from models.phrases import named
from models.reasons.words import listed
from models.today.ground import Ground
from models.today.result import Part, Remark, Today
from models.today.texts import say


def remarks_of(ground: Ground, today: Today, untold: Sequence[str], *, has_model: bool) -> tuple[Remark, ...]:
    """What to say of `today`; `untold` are the regions that cannot be judged, `has_model` is about open leads."""
    parts: tuple[tuple[Part, Iterator[tuple[str, Text]]], ...] = (
        ("top", _top(today)),
        ("at_risk", _at_risk(today, has_model=has_model)),
        ("signals", _signals(ground, today)),
        ("regions", _regions(ground, today, untold)),
    )
    return tuple(Remark(part, key, text) for part, found in parts for key, text in found)


def _top(today: Today) -> Iterator[tuple[str, Text]]:
    if not today.total:
        yield "nobody-scored", say("nobody-scored")
    elif not today.currency_known:
        yield "amounts-unknown", say("amounts-unknown")


def _at_risk(today: Today, *, has_model: bool) -> Iterator[tuple[str, Text]]:
    if not has_model:
        yield "no-win-model", say("no-win-model")
    elif not today.at_risk:
        yield "no-falls", say("no-falls")
    elif today.at_risk_by == "probability":
        yield "values-unknown", say("values-unknown")


def _signals(ground: Ground, today: Today) -> Iterator[tuple[str, Text]]:
    if not len(ground.known["signals"]):
        yield "no-signals-kept", say("no-signals-kept")
    elif not today.signals:
        since = ground.local(today.signals_since)
        yield "no-new-signals", say("no-new-signals", since=since, time=f"{since:%H:%M}")


def _regions(ground: Ground, today: Today, untold: Sequence[str]) -> Iterator[tuple[str, Text]]:
    if not ground.spec.regions:
        yield "no-regions", say("no-regions")
        return
    if not today.regions and len(untold) < len(ground.spec.regions):
        yield "no-region-below", say("no-region-below")
    if untold:
        names = ground.known.business.names
        yield "regions-untold", say("regions-untold", regions=listed(named(name, names) for name in untold))
