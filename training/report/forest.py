"""A chart of estimates with intervals, one beneath the other, each under its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.sandbox.answer.forecast import Note
from training.report.charts import Axis, both, number_axis

WIDTH, LEFT, RIGHT, TOP, ROW, FOOT = 400, 34, 366, 6, 36, 46


@dataclass(frozen=True)
class Estimate:
    """A named value with its interval, None where unknown."""

    name: Note
    value: float | None
    low: float | None
    high: float | None


def forest(title: Note, label: Note, estimates: Sequence[Estimate]) -> str:
    """The chart of `estimates`, at least one, on an axis that holds 0, as SVG text."""
    known = [edge for each in estimates for edge in (each.value, each.low, each.high) if edge is not None]
    axis = number_axis(min([0.0, *known]), max([0.0, *known]), label, sign=True)
    floor = TOP + ROW * len(estimates) + 6
    marks = [*_grid(axis, floor)]
    for number, each in enumerate(estimates):
        marks += _row(axis, TOP + ROW * number, each)
    marks += both(label, f'x="{(LEFT + RIGHT) / 2}" y="{floor + 38}"')
    return (
        f'<svg viewBox="0 0 {WIDTH} {floor + FOOT}" role="img" aria-label="{escape(title.en)} {escape(title.zh)}">'
        f"{''.join(marks)}</svg>"
    )


def _across(axis: Axis, value: float) -> float:
    return LEFT + (value - axis.low) / (axis.high - axis.low) * (RIGHT - LEFT)


def _grid(axis: Axis, floor: int) -> list[str]:
    found = []
    for value, text in axis.ticks:
        at, style = f"{_across(axis, value):.1f}", "grid" if value else "zero"
        found.append(f'<line class="{style}" x1="{at}" x2="{at}" y1="{TOP}" y2="{floor}"/>')
        found.append(f'<text class="tick" text-anchor="middle" x="{at}" y="{floor + 16}">{escape(text)}</text>')
    return found


def _row(axis: Axis, top: int, each: Estimate) -> list[str]:
    marks = both(each.name, f'x="4" y="{top + 14}"', anchor="start")
    middle = top + 25
    if each.value is None:
        return marks
    sure = each.low is not None and each.high is not None and (each.low > 0 or each.high < 0)
    if each.low is not None and each.high is not None:
        left, right = _across(axis, each.low), _across(axis, each.high)
        marks.append(f'<line class="span" x1="{left:.1f}" x2="{right:.1f}" y1="{middle}" y2="{middle}"/>')
    at, style = f"{_across(axis, each.value):.1f}", "dot-main" if sure else "dot-soft"
    tip = f"{each.value:+.4f}" if each.low is None else f"{each.value:+.4f} [{each.low:+.4f}, {each.high:+.4f}]"
    marks.append(f'<circle class="{style}" cx="{at}" cy="{middle}" r="4.5"><title>{escape(tip)}</title></circle>')
    return marks
