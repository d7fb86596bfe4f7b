"""The pictures of one training: what it promised forward in time, what it looks at, what its search tried."""

import re
from typing import Any

import numpy as np
import pandas as pd

from models.artifact import Bundle
from models.sandbox.answer.forecast import Note
from models.scorers.average import Averaged
from models.scorers.boosted import Boosted
from models.scorers.scorer import Scorer
from training.backtest.verdict import LEADCAST
from training.curves import gain_curve, lift_by_tenth, over_time
from training.datasets import DataSet
from training.metrics import reliability
from training.report.charts import Frame, number_axis
from training.report.figures import gain_figure, lift_figure, reliability_figure, time_figure
from training.report.forest import Estimate, forest

# Colours as on the page of a back-test, and the English of every label: a file of its own has no page around it.
STYLE = """
text { fill: #5c6675; font: 12px system-ui, "Noto Sans CJK SC", sans-serif; } .label { fill: #1b2330; }
[lang="zh"] { display: none; } polyline { fill: none; stroke-width: 2; } .grid { stroke: #dde2ea; }
.line-base, .zero { stroke: #5c6675; stroke-width: 1.5; } .line-base { stroke-dasharray: 5 5; }
.line-a { stroke: #c2571a; } .line-main { stroke: #1f5fd0; stroke-width: 3; } .bar { stroke: #1f5fd0; opacity: .45; }
.column, .dot-main { fill: #1f5fd0; } .dot-seen { fill: #1b2330; } .dot-soft { fill: #9aa5b5; }
.span { stroke: #1f5fd0; stroke-width: 6; opacity: .4; }
"""
MOST_FEATURES = 15


def plots(bundle: Bundle) -> dict[str, str]:
    """Each picture as the text of an SVG file, by name; those for which there is nothing to show are left out."""
    found = {"feature_importance": importance_figure(importances(bundle.intent.scorer))}
    if bundle.remembered is not None and len(bundle.remembered.forward):
        found |= _forward(bundle.remembered.forward, bundle.card.get("time_zone", "UTC"))
    if searched := bundle.card.get("search"):
        found["search"] = search_figure(searched["trials"])
    return {name: alone(figure) for name, figure in found.items() if figure}


def alone(figure: str) -> str:
    """A picture made for a page as one that stands alone, with a margin."""
    figure = re.sub(r'viewBox="0 0 (\d+) (\d+)"', _wider, figure)
    size = 'xmlns="http://www.w3.org/2000/svg" width="800" style="background: #fff"'
    head, rest = figure.replace("<svg ", f"<svg {size} ", 1).split(">", 1)
    return f"{head}><style>{STYLE}</style>{rest}"


def _wider(box: re.Match[str]) -> str:
    return f'viewBox="-12 -6 {int(box[1]) + 24} {int(box[2]) + 12}"'


def _forward(said: pd.DataFrame, time_zone: str) -> dict[str, str]:
    rows = DataSet(said[["cutoff"]], said["label"].to_numpy(dtype=bool))
    scores = said["serves"].to_numpy(dtype=np.float64)
    curve = gain_curve(rows, scores)
    models = [{"key": LEADCAST, "gain": curve.to_dict("list")}]
    return {
        "reliability": reliability_figure(_listed(reliability(rows.labels, scores))),
        "gain": gain_figure(models),
        "lift": lift_figure(lift_by_tenth(curve)),
        "over_time": time_figure(_listed(over_time(rows, scores)), time_zone),
    }


def _listed(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def importances(scorer: Scorer) -> pd.Series:
    """The share of all gain of its trees that splits on each feature bring, largest first; empty without trees."""
    parts = [
        part for part in (scorer.parts if isinstance(scorer, Averaged) else (scorer,)) if isinstance(part, Boosted)
    ]
    gains = [pd.Series(part.booster_.feature_importance("gain"), list(part.columns_.names)) for part in parts]
    total = pd.concat([each / max(each.sum(), 1e-12) for each in gains]) if gains else pd.Series(dtype=np.float64)
    return (total.groupby(level=0).sum() / max(len(parts), 1)).sort_values(ascending=False)


def importance_figure(shares: pd.Series) -> str:
    """The features that bring most; empty where none brings anything."""
    named = [
        (Note(str(name), str(name)), float(share)) for name, share in shares[shares > 0].iloc[:MOST_FEATURES].items()
    ]
    title = Note("What trees look at", "树模型所用特征")
    estimates = [Estimate(name, share, 0.0, share) for name, share in named]
    return forest(title, Note("share of the gain of all splits", "占全部分裂增益的比例"), estimates) if named else ""


def search_figure(trials: list[dict[str, Any]]) -> str:
    """How far each trial's loss lies above the least one (pale: given up), and the least so far.

    Trials far off are left out: they would press the others into one line.
    """
    table = pd.DataFrame(trials)
    whole = table["state"] == "complete"
    # In thousandths: whole losses differ in digits that no axis has room for.
    above = (table["loss"] - table["loss"][whole].min()) * 1000
    frame = Frame(
        number_axis(0, max(1.0, float(table["number"].max())), Note("trial", "试验")),
        number_axis(
            min(0.0, float(above.min())),
            float(min(above.max(), 4 * above.median())),
            Note("log loss above the best, thousandths", "高于最好的对数损失（千分之一）"),
        ),
    )
    marks = [
        frame.dot(each["number"], high, "dot-main" if each["state"] == "complete" else "dot-soft", _told(each))
        for each, high in zip(trials, above, strict=True)
        if high <= frame.y.high
    ]
    so_far = zip(table["number"], above.where(whole).cummin().ffill(), strict=True)
    best = [(number, high) for number, high in so_far if high <= frame.y.high]
    return frame.drawn(Note("Search", "参数搜索"), [frame.path(best, "line-main"), *marks])


def _told(trial: dict[str, Any]) -> str:
    settings = ", ".join(f"{name} {value:.4g}" for name, value in trial["settings"].items())
    return f"{trial['number']} ({trial['state']}): {trial['loss']:.5f} by {trial['trees']} trees; {settings}"
