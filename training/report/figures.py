"""The pictures of a back-test's probabilities: who is found, whether promises and intervals hold, how levels drift."""

from typing import Any

import pandas as pd

from models.sandbox.answer.forecast import Note
from models.wilson import wilson
from training.backtest.verdict import LEADCAST
from training.report.charts import Axis, Frame, number_axis, share_axis
from training.report.forest import Estimate, forest


def drawn(report: dict[str, Any], served: dict[str, Any]) -> dict[str, str]:
    """Every picture of the findings `report` as SVG text, by name; `served` are those of the chosen model."""
    return {
        "gain": gain_figure(report["models"]),
        "lift": lift_figure(served["lift"]),
        "reliability": reliability_figure(served["reliability"]),
        "over_time": time_figure(report["over_time"], report["protocol"]["time_zone"]),
        "coverage": coverage_figure(report["coverage"]["bins"]),
        "folds": folds_figure(report["folds"], report["protocol"]["time_zone"]),
        "ablations": worth_figure(report["ablations"]),
    }


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


def lift_figure(tenths: list[dict[str, Any]]) -> str:
    """Per tenth of the rows, the highest probabilities first, how many times the average share bought."""
    found = [row for row in tenths if row["lift"] == row["lift"]]
    frame = Frame(
        Axis(0.5, 10.5, Note("tenth of the rows, highest probability first", "每 10% 的行（概率从高到低）"), _TENTHS),
        number_axis(
            0, max([1.2, *(row["lift"] for row in found)]), Note("times the average share", "平均购买比例的倍数")
        ),
    )
    marks = [frame.column(row["tenth"], row["lift"], "column", f"{row['tenth']}: {row['lift']:.2f} ×") for row in found]
    return frame.drawn(
        Note("Lift by tenth", "每 10% 的提升度"), [*marks, frame.path([(0.5, 1), (10.5, 1)], "line-base")]
    )


_TENTHS = [(float(tenth), str(tenth)) for tenth in range(1, 11)]


def coverage_figure(bins: list[dict[str, Any]]) -> str:
    """Per bin of rows by probability, the mean 80 % interval, and the share that bought with its own interval.

    The vertical axis ends above what was seen, though an interval may reach further.
    """
    highest = min(1.0, max(max(row["observed_high"], row["predicted"]) for row in bins) * 1.05)
    ticks = [(float(number), str(number)) for number in range(1, len(bins) + 1) if number % max(1, len(bins) // 5) == 0]
    axis = Axis(0.5, len(bins) + 0.5, Note("bin of rows, lowest probability first", "分箱（概率从低到高）"), ticks)
    frame = Frame(axis, share_axis(highest, Note("share of rows", "行的比例")))
    marks = [mark for number, row in enumerate(bins, start=1) for mark in _covered(frame, number, row)]
    return frame.drawn(Note("Intervals and what happened", "区间与实际"), marks)


def _covered(frame: Frame, number: int, row: dict[str, Any]) -> list[str]:
    tip = f"{row['low']:.2%} … {row['high']:.2%}: {row['observed']:.2%}, n = {row['rows']}"
    return [
        frame.bar(number, row["low"], min(row["high"], frame.y.high), "band"),
        frame.bar(number, row["observed_low"], min(row["observed_high"], frame.y.high), "seen"),
        frame.dot(number, row["observed"], "dot-seen" if row["meets"] else "dot-off", tip),
    ]


def folds_figure(folds: list[dict[str, Any]], time_zone: str) -> str:
    """Per fold, the log loss saved against the base rate."""
    saved = [(_day(each["known_until"], time_zone), each["saved"]["base_rate"]) for each in folds]
    estimates = [Estimate(Note(day, day), each["value"], each["low"], each["high"]) for day, each in saved]
    return forest(Note("Saved in each fold", "各折的改善"), Note("log loss saved", "改善的对数损失"), estimates)


def worth_figure(ablations: dict[str, Any] | None) -> str:
    """Per family of features, the log loss lost without it; empty where none was left out."""
    if not ablations or not ablations["families"]:
        return ""
    worth = [
        Estimate(Note(each["name"], each["name_zh"]), *(each["worth"][edge] for edge in ("mean", "low", "high")))
        for each in ablations["families"]
    ]
    title = Note("What each family of features is worth", "各类特征的价值")
    return forest(title, Note("log loss lost without it", "去掉后增加的对数损失"), worth)


def time_figure(table: list[dict[str, Any]], time_zone: str) -> str:
    """Per week of the test window, the mean probability and the share that bought, with its 95 % interval."""
    weeks = pd.DataFrame(table)
    low, high = wilson(weeks["observed"].to_numpy(), weeks["rows"].to_numpy())
    highest = min(1.0, max(float(high.max()), float(weeks["predicted"].max())))
    frame = Frame(_week_axis(weeks, time_zone), share_axis(highest, Note("share of rows", "行的比例")))
    marks = [frame.bar(at, low[at], high[at], "bar") for at in range(len(weeks))]
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
