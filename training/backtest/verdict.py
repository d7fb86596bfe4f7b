"""What a back-test found, in words."""

from datetime import timedelta

from models.sandbox.answer.forecast import Note
from training.bootstrap import Interval, Resampled
from training.datasets import DataSet
from training.kinds import BASE
from training.learning.learn import Learned
from training.learning.select import Selection
from training.settings import DAY

LEADCAST = "leadcast"
# With fewer yes among the test rows, intervals say little.
FEW = 50


def verdict(selection: Selection, resampled: Resampled) -> Note:
    """Whether there was a signal, what served, and how it did on the test window beside the base rate and LightGBM."""
    return _served_base(selection, resampled) if selection.kind == BASE else _served_model(selection, resampled)


def _served_base(selection: Selection, resampled: Resampled) -> Note:
    loss = {name: metrics.log_loss for name, metrics in resampled.measured.items()}
    line, trees, base = loss["logistic"], loss["lightgbm"], loss[LEADCAST]
    return Note(
        f"{selection.because.en} On the test window its log loss is {base:.4f}; that of logistic regression would have "
        f"been {line:.4f}, that of LightGBM {trees:.4f}.",
        f"{selection.because.zh}在测试窗口上，其对数损失为 {base:.4f}；"
        f"逻辑回归为 {line:.4f}，LightGBM 为 {trees:.4f}。",
    )


def _served_model(selection: Selection, resampled: Resampled) -> Note:
    saved = resampled.difference("base_rate", LEADCAST, "log_loss")
    area = resampled.interval(LEADCAST, "auc")
    name, name_zh = selection.kind.name, selection.kind.name_zh
    words, words_zh = how(saved)
    rest = {other: resampled.difference(other, LEADCAST, "log_loss") for other in ("logistic", "lightgbm")}
    return Note(
        f"Leadcast chose {name} on the training window alone. On the test window it {words}: log loss saved "
        f"{ranged(saved)}, AUC {plain(area)}. Saved against logistic regression: {ranged(rest['logistic'])}; against "
        f"LightGBM with fixed settings: {ranged(rest['lightgbm'])}.",
        f"Leadcast 仅根据训练窗口选择了{name_zh}。在测试窗口上它{words_zh}：对数损失改善 {ranged(saved)}，"
        f"AUC 为 {plain(area)}。相对逻辑回归改善 {ranged(rest['logistic'])}，相对固定参数的 LightGBM 改善 "
        f"{ranged(rest['lightgbm'])}。",
    )


def how(saved: Interval) -> tuple[str, str]:
    """How a model that saves so much log loss against the base rate compares with it, in both languages."""
    if saved.low > 0:
        return "beats the base rate", "优于基准率"
    if saved.high < 0:
        return "is worse than the base rate", "不如基准率"
    return "cannot be told from the base rate", "与基准率没有可分辨的差别"


def ranged(interval: Interval) -> str:
    """A signed difference with its interval."""
    return f"{interval.value:+.4f} [{interval.low:+.4f}, {interval.high:+.4f}]"


def plain(interval: Interval) -> str:
    """A value with its interval."""
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def notes(overlap: timedelta, learned: list[Learned], test: DataSet) -> tuple[Note, ...]:
    """What a reader should know before trusting the numbers; `learned` has one entry per origin."""
    found = []
    if overlap:
        days = overlap / DAY
        found.append(
            Note(
                f"The outcomes of the last training rows reach {days:g} days into the test window: figures flatter.",
                f"最后一批训练数据的结果伸入测试窗口 {days:g} 天：测试结果偏乐观。",
            )
        )
    if test.positives < FEW:
        found.append(
            Note(
                f"Only {test.positives} test rows are followed by a purchase: the intervals are wide.",
                f"测试数据中只有 {test.positives} 行之后发生了购买：区间较宽。",
            )
        )
    first, last = learned[0], learned[-1]
    # With several origins each has a calibration of its own, told with the folds.
    calibration = _calibration(first.selection) if len(learned) == 1 else ()
    return (*found, *_drift(first.data, test), *_signals(last), *calibration)


def _signals(learned: Learned) -> tuple[Note, ...]:
    if "signals" in learned.spec.tables:
        return ()
    return (
        Note(
            "No signals in this history: there is nothing to compare with and without public signals.",
            "该历史数据中没有公开信号：无法比较使用与不使用公开信号的差别。",
        ),
    )


def _drift(train: DataSet, test: DataSet) -> tuple[Note, ...]:
    rates = train.positives / len(train), test.positives / len(test)
    if not rates[1] or 2 / 3 < rates[0] / rates[1] < 3 / 2:
        return ()
    return (
        Note(
            f"The level moved: {rates[0]:.1%} bought in training, {rates[1]:.1%} in the test window.",
            f"水平发生了变化：训练窗口的购买比例为 {rates[0]:.1%}，测试窗口为 {rates[1]:.1%}。",
        ),
    )


def _calibration(selection: Selection) -> tuple[Note, ...]:
    if not selection.trials:
        return ()
    moved = selection.mapping.shift != 0 or selection.mapping.slope != 1
    if moved:
        odds = f"{selection.mapping.shift:+.2f}", f"{selection.mapping.slope:.2f}"
        return (
            Note(
                "Log-odds were moved by {}, with slope {}: that held forward in time.".format(*odds),
                "概率在对数几率上平移了 {}，斜率为 {}：按时间向前验证有效。".format(*odds),
            ),
        )
    return (
        Note(
            "Moving the probabilities did not hold forward in time, so they are served as the model gives them.",
            "对概率做校准在按时间向前验证时没有稳定的改善，因此直接采用模型给出的概率。",
        ),
    )
