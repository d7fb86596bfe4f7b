"""Charts as SVG text: no script, no font of our own, nothing fetched. Colours come from the page's style sheet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from models.sandbox.answer.forecast import Note

WIDTH, HEIGHT = 400, 310
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 10, 52


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with its label; `ticks` are values and how they are written."""

    low: float
    high: float
    label: Note
    ticks: Sequence[tuple[float, str]]


def share_axis(highest: float, label: Note) -> Axis:
    """From 0 % to at least `highest`, with round steps."""
    reach = max(highest, 0.001)
    step = _round_step(reach / 5)
    count = math.ceil(reach / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step * 100) + 1e-9))
    return Axis(0, count * step, label, [(number * step, f"{number * step:.{digits}%}") for number in range(count + 1)])


def number_axis(low: float, high: float, label: Note, *, sign: bool = False) -> Axis:
    """From at most `low` to at least `high`, with round steps; 0 is one of them where it lies between."""
    step = _round_step(max(high - low, 1e-6) / 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    ticks = [(place * step, _written(place * step, digits, sign=sign)) for place in range(first, last + 1)]
    return Axis(first * step, last * step, label, ticks)


def _written(value: float, digits: int, *, sign: bool) -> str:
    return f"{value:{'+' if sign and value else ''}.{digits}f}".replace("-", "−")


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10 … (times a power of ten) that is no smaller than `least`."""
    power = 10.0 ** math.floor(math.log10(least) + 1e-9)
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


@dataclass(frozen=True)
class Frame:
    """A chart's two axes, and from values to places in the picture."""

    x: Axis
    y: Axis

    def across(self, value: float) -> float:
        """The horizontal place."""
        return LEFT + (value - self.x.low) / (self.x.high - self.x.low) * (WIDTH - LEFT - RIGHT)

    def up(self, value: float) -> float:
        """The vertical place."""
        return HEIGHT - BOTTOM - (value - self.y.low) / (self.y.high - self.y.low) * (HEIGHT - TOP - BOTTOM)

    def path(self, points: Iterable[tuple[float, float]], style: str) -> str:
        """A line through `points`."""
        places = " ".join(f"{self.across(x):.1f},{self.up(y):.1f}" for x, y in points)
        return f'<polyline class="{style}" points="{places}"/>'

    def dot(self, x: float, y: float, style: str, tip: str) -> str:
        """A point that tells its numbers when pointed at."""
        return (
            f'<circle class="{style}" cx="{self.across(x):.1f}" cy="{self.up(y):.1f}" r="4">'
            f"<title>{escape(tip)}</title></circle>"
        )

    def bar(self, x: float, low: float, high: float, style: str) -> str:
        """A vertical interval."""
        at = f"{self.across(x):.1f}"
        return f'<line class="{style}" x1="{at}" x2="{at}" y1="{self.up(low):.1f}" y2="{self.up(high):.1f}"/>'

    def column(self, x: float, value: float, style: str, tip: str) -> str:
        """A column from the floor up to `value`, 0.8 wide around `x`."""
        left, top, right = self.across(x - 0.4), self.up(value), self.across(x + 0.4)
        box = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{HEIGHT - BOTTOM - top:.1f}"'
        return f'<rect class="{style}" {box}><title>{escape(tip)}</title></rect>'

    def drawn(self, title: Note, marks: Sequence[str]) -> str:
        """The whole picture: grid and axes beneath, `marks` on top."""
        inside = "".join((*self._grid(), *marks, *self._labels()))
        return (
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title.en)} {escape(title.zh)}">'
            f"{inside}</svg>"
        )

    def _grid(self) -> list[str]:
        floor, left = HEIGHT - BOTTOM, LEFT
        found = []
        for value, text in self.x.ticks:
            at = self.across(value)
            found.append(f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{floor}"/>')
            found.append(f'<text class="tick" text-anchor="middle" x="{at:.1f}" y="{floor + 18}">{escape(text)}</text>')
        for value, text in self.y.ticks:
            at = self.up(value)
            found.append(f'<line class="grid" x1="{left}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
            found.append(f'<text class="tick" text-anchor="end" x="{left - 8}" y="{at + 4:.1f}">{escape(text)}</text>')
        return found

    def _labels(self) -> list[str]:
        middle, height = (LEFT + WIDTH - RIGHT) / 2, (TOP + HEIGHT - BOTTOM) / 2
        below = f'x="{middle:.1f}" y="{HEIGHT - 10}"'
        beside = f'x="0" y="0" transform="translate(12 {height:.1f}) rotate(-90)"'
        return [*both(self.x.label, below), *both(self.y.label, beside)]


def both(label: Note, where: str, anchor: str = "middle") -> list[str]:
    """A text in both languages, of which the page shows one; `where` are attributes that place it."""
    return [
        f'<text class="label" lang="{language}" text-anchor="{anchor}" {where}>{escape(text)}</text>'
        for language, text in (("en", label.en), ("zh", label.zh))
    ]
