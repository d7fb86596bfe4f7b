"""The three pictures of a back-test: who is found, whether promises hold, whether the level drifts."""

from typing import Any

import pandas as pd

from models.forecast import Note
from training.charts import Axis, Frame, share_axis
from training.metrics import wilson
from training.verdict import LEADCAST

# The style of each model's line; the base rate is the diagonal.
STYLES = {"logistic": "line-a", "lightgbm": "line-b", LEADCAST: "line-main"}


def gain_figure(models: list[dict[str, Any]]) -> str:
    """Of all who buy, the share found among the rows with the highest probabilities, by the share of rows asked."""
    frame = Frame(
        share_axis(1, Note("share of rows, highest probability first", "行的比例（概率从高到低）")),
        share_axis(1, Note("share of all purchases found", "找到的购买所占比例")),
    )
    marks = [frame.path([(0, 0), (1, 1)], "line-base")]
    for model in models:
        if style := STYLES.get(model["key"]):
            marks.append(frame.path(zip(model["gain"]["asked"], model["gain"]["found"], strict=True), style))
    marks += [_tenth(frame, model) for model in models if model["key"] == LEADCAST]
    return frame.drawn(Note("Purchases found", "找到的购买"), marks)


def _tenth(frame: Frame, model: dict[str, Any]) -> str:
    found = dict(zip(model["gain"]["asked"], model["gain"]["found"], strict=True))
    tip = "; ".join(f"{share:.0%} → {found[share]:.1%}" for share in (0.05, 0.1, 0.2) if share in found)
    return "".join(frame.dot(share, found[share], "dot-main", tip) for share in (0.05, 0.1) if share in found)


def reliability_figure(table: list[dict[str, Any]]) -> str:
    """The share that bought against the mean probability promised, in up to ten bins, with 95 % intervals."""
    highest = min(1.0, max(max(row["predicted"], row["high"]) for row in table))
    frame = Frame(
        share_axis(highest, Note("mean predicted probability", "平均预测概率")),
        share_axis(highest, Note("share that bought", "实际购买比例")),
    )
    marks = [frame.path([(0, 0), (frame.x.high, frame.x.high)], "line-base")]
    for row in table:
        marks.append(frame.bar(row["predicted"], max(row["low"], 0), row["high"], "bar"))
        tip = f"{row['predicted']:.2%} → {row['observed']:.2%}, n = {row['rows']}"
        marks.append(frame.dot(row["predicted"], row["observed"], "dot-main", tip))
    return frame.drawn(Note("Promised and happened", "预测与实际"), marks)


def time_figure(table: list[dict[str, Any]], time_zone: str) -> str:
    """Per week of the test window, the mean probability and the share that bought, with its 95 % interval."""
    weeks = pd.DataFrame(table)
    low, high = wilson(weeks["observed"].to_numpy(), weeks["rows"].to_numpy())
    highest = min(1.0, max(float(high.max()), float(weeks["predicted"].max())))
    frame = Frame(_week_axis(weeks, time_zone), share_axis(highest, Note("share of rows", "行的比例")))
    marks = [frame.bar(at, max(low[at], 0), high[at], "bar") for at in range(len(weeks))]
    marks.append(frame.path(enumerate(weeks["predicted"]), "line-main"))
    for at, row in enumerate(table):
        tip = f"{_day(row['start'], time_zone)}: {row['predicted']:.2%} → {row['observed']:.2%}, n = {row['rows']}"
        marks.append(frame.dot(at, row["observed"], "dot-seen", tip))
    return frame.drawn(Note("Level by week", "每周水平"), marks)


def _week_axis(weeks: pd.DataFrame, time_zone: str) -> Axis:
    step = max(1, -(-len(weeks) // 4))
    ticks = [(float(at), _day(weeks["start"].iloc[at], time_zone)) for at in range(0, len(weeks), step)]
    return Axis(-0.5, len(weeks) - 0.5, Note("week of the cut-off, from", "截止时点所在周的起始日"), ticks)


def _day(moment: str, time_zone: str) -> str:
    return f"{pd.Timestamp(moment).tz_convert(time_zone):%y-%m-%d}"
