"""What the notebooks' plots share: letters for Chinese names, and estimates with their intervals beneath each other."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from models.scorers.scorer import Labels, Probabilities
from training.metrics import reliability

# Fonts with Chinese letters as the usual systems bring them, the first one found is taken.
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti TC",
    "Microsoft YaHei",
    "SimHei",
    "Noto Serif CJK JP",
    "Arial Unicode MS",
)
HELD, CROSSES = "#1f6f8b", "#9aa5ad"
# Where an axis of shares that is stretched near 0 may be labelled, and how far labels stand apart on it at least.
TICKS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1)
APART = 0.09


def set_up(installed: Sequence[str] | None = None) -> str | None:
    """Let matplotlib write Chinese with an installed font, and draw sparingly; the font's name, None without one.

    Without one Chinese letters become boxes, without a warning for each. `installed` stands in for what is installed.
    """
    names = {font.name for font in font_manager.fontManager.ttflist} if installed is None else set(installed)
    found = next((name for name in CHINESE if name in names), None)
    # A letter is looked for in each family of this list; within the one family "sans-serif" only the first font counts.
    plt.rcParams["font.family"] = ["DejaVu Sans", *([found] if found else [])]
    plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})
    plt.rcParams["date.converter"] = "concise"
    if not found:
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
    return found


def forest(ax: Axes, estimates: Mapping[str, Mapping[str, Any]], middle: str = "value") -> None:
    """One estimate a line, the first on top, each a mapping of `middle`, `low` and `high` (None: unknown).

    Those whose whole interval lies on one side of 0 are coloured, those that cross it are grey.
    """
    for place, each in enumerate(reversed(list(estimates.values()))):
        if each[middle] is None:
            continue
        low, high = (each[middle] if each[edge] is None else each[edge] for edge in ("low", "high"))
        colour = HELD if low > 0 or high < 0 else CROSSES
        ax.plot([low, high], [place, place], color=colour, linewidth=2)
        ax.plot([each[middle]], [place], "o", color=colour)
    ax.axvline(0, color="0.3", linewidth=1)
    ax.set_yticks(range(len(estimates)), list(estimates)[::-1])
    ax.set_ylim(-0.6, len(estimates) - 0.4)


def promises(ax: Axes, labels: Labels, probabilities: Probabilities) -> None:
    """What was promised against the share that came, in up to ten bins with 95 % intervals, and the diagonal.

    Both axes are stretched near 0 (by the square root), where most rows of a rare purchase lie.
    """
    bins = reliability(labels, probabilities)
    top = min(1.0, 1.08 * max(bins["predicted"].max(), bins["high"].max()))
    spread = np.maximum([bins["observed"] - bins["low"].clip(lower=0), bins["high"] - bins["observed"]], 0)
    ax.plot([0, top], [0, top], color="0.7", linewidth=1)
    ax.errorbar(bins["predicted"], bins["observed"], spread, fmt="o", color=HELD, elinewidth=1)
    ax.set(xlabel="promised probability (mean of the bin)", ylabel="share that bought")
    for axis, scale, limit in ((ax.xaxis, ax.set_xscale, ax.set_xlim), (ax.yaxis, ax.set_yscale, ax.set_ylim)):
        scale("function", functions=(np.sqrt, np.square))
        limit(0, top)
        axis.set_ticks(_ticks(top))
        axis.set_major_formatter(PercentFormatter(1, decimals=0))


def _ticks(top: float) -> list[float]:
    """Those of `TICKS` up to `top` that stand apart once stretched."""
    kept = [0.0]
    for tick in TICKS:
        if tick <= top and np.sqrt(tick) - np.sqrt(kept[-1]) > APART * np.sqrt(top):
            kept.append(tick)
    return kept
