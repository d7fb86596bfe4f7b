"""What one capture says that another does not, however the lines are ordered or broken."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrapers.pages.blocks import Block
from scrapers.pages.clocks import DATE
from scrapers.pages.masks import undated

# Shorter lines are found in longer ones by chance.
_TELLING, _PIECE = 12, 4
# What is left of a line when all that stood there before is taken out, at most, for it to be nothing new.
_LEFT_OVER = 0.1
_MANY = 400


@dataclass(frozen=True)
class Difference:
    """Blocks that only one of two captures has; `relinked` say the same as before but lead elsewhere."""

    added: tuple[Block, ...] = ()
    removed: tuple[Block, ...] = ()
    relinked: tuple[Block, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.relinked)

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(self.added + other.added, self.removed + other.removed, self.relinked + other.relinked)

    def marks(self) -> dict[str, str]:
        """Short names of what came, went or leads elsewhere, each with the slot that it stands in."""
        plain = {block.mark: block.slot for block in (*self.added, *self.removed)}
        return plain | {block.link_mark: block.slot for block in self.relinked}

    def where(self, holds: Callable[[Block], bool]) -> "Difference":
        """The part of it that `holds`."""
        parts = (self.added, self.removed, self.relinked)
        return Difference(*(tuple(block for block in part if holds(block)) for part in parts))

    def among(self, marks: Container[str]) -> "Difference":
        """The part of it that these marks name."""
        return Difference(
            tuple(block for block in self.added if block.mark in marks),
            tuple(block for block in self.removed if block.mark in marks),
            tuple(block for block in self.relinked if block.link_mark in marks),
        )


def compare(before: Sequence[Block], after: Sequence[Block]) -> Difference:
    """The difference that is left when lines that moved, or were joined or parted, are taken as the same."""
    added, removed = _missing(after, before), _missing(before, after)
    new, gone = _not_within(added, before), _not_within(removed, after)
    if len(added) <= _MANY and len(removed) <= _MANY:
        new, gone = _not_joined(new, removed), _not_joined(gone, added)
    return Difference(tuple(new), tuple(gone), tuple(_relinked(before, after)))


def without_clocks(found: Difference, before: datetime, after: datetime) -> Difference:
    """Leave out lines that named the day of the one capture and now name that of the other (both aware UTC)."""
    old = {undated(block.text): block for block in found.removed if names_day(block.text, before)}
    new = {undated(block.text): block for block in found.added if names_day(block.text, after)}
    both = {id(block) for same in old.keys() & new.keys() for block in (old[same], new[same])}
    return Difference(
        tuple(block for block in found.added if id(block) not in both),
        tuple(block for block in found.removed if id(block) not in both),
        found.relinked,
    )


def names_day(text: str, at: datetime) -> bool:
    """Whether a text names the day of `at`, or one beside it: no two time zones agree on the day."""
    if not DATE.search(text.casefold()):
        return False
    told = "".join(text.casefold().replace(",", "").split())
    days = [at + timedelta(days=shift) for shift in (-1, 0, 1)]
    return any(form in told for day in days for form in _forms(day))


def _forms(day: datetime) -> Iterable[str]:
    month, short = f"{day:%B}".lower(), f"{day:%b}".lower()
    for name in (month, short):
        yield f"{name}{day.day}{day.year}"
        yield f"{day.day}{name}{day.year}"
    yield f"{day.year}年{day.month}月{day.day}日"
    for sign in "-/.":
        yield f"{day.year}{sign}{day.month:02}{sign}{day.day:02}"
        yield f"{day.year}{sign}{day.month}{sign}{day.day}"


def _missing(blocks: Sequence[Block], elsewhere: Sequence[Block]) -> list[Block]:
    """Blocks whose words do not stand elsewhere; standing there less often makes no difference."""
    known = {block.key for block in elsewhere}
    seen: Counter[str] = Counter()
    result = []
    for block in blocks:
        seen[block.key] += 1
        if block.key not in known and seen[block.key] == 1:
            result.append(block)
    return result


def _not_within(blocks: Sequence[Block], elsewhere: Sequence[Block]) -> list[Block]:
    if not blocks:
        return []
    text = _bare("".join(block.key for block in elsewhere))
    return [block for block in blocks if len(block.key) < _TELLING or _bare(block.key) not in text]


def _bare(text: str) -> str:
    return text.replace("|", "")


def _not_joined(blocks: Sequence[Block], others: Sequence[Block]) -> list[Block]:
    """Without blocks that only put together, or take apart, what stands in `others`."""
    whole = "".join(_bare(other.key) for other in others)
    pieces = sorted((_bare(other.key) for other in others if len(other.key) >= _PIECE), key=len, reverse=True)
    return [block for block in blocks if not _is_made_of(_bare(block.key), pieces, whole)]


def _is_made_of(key: str, pieces: Sequence[str], whole: str) -> bool:
    if len(key) >= _TELLING and key in whole:
        return True
    rest = key
    for piece in pieces:
        rest = rest.replace(piece, "")
    return len(rest) <= _LEFT_OVER * len(key)


def _relinked(before: Sequence[Block], after: Sequence[Block]) -> Iterable[Block]:
    """Running text of the page whose links lead elsewhere; bare links rotate too often to tell anything."""
    old: dict[str, set[str]] = {}
    for block in before:
        old.setdefault(block.key, set()).update(block.leads)
    for block in after:
        if block.region == "main" and block.is_prose and block.key in old and set(block.leads) - old[block.key]:
            yield block
