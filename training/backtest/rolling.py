"""What a back-test with several origins found, in words."""

from collections import Counter

from models.sandbox.answer.forecast import Note
from training.backtest.verdict import LEADCAST, how, plain, ranged
from training.bootstrap import Resampled
from training.learning.select import Selection


def chosen(selections: list[Selection]) -> Note:
    """What was chosen, by name; how often each where origins differ."""
    counts = Counter(Note(each.kind.name, each.kind.name_zh) for each in selections)
    if len(counts) == 1:
        return next(iter(counts))
    return Note(
        ", ".join(f"{name.en} ({count}×)" for name, count in counts.most_common()),
        "、".join(f"{name.zh}（{count} 次）" for name, count in counts.most_common()),
    )


def rolling(selections: list[Selection], by_fold: tuple[Resampled, ...], pooled: Resampled) -> Note:
    """How the model, chosen anew at each origin, did on all folds together, and in how many of them it gained."""
    names, folds = chosen(selections), len(by_fold)
    saved, area = pooled.difference("base_rate", LEADCAST, "log_loss"), pooled.interval(LEADCAST, "auc")
    better = sum(each.difference("base_rate", LEADCAST, "log_loss").value > 0 for each in by_fold)
    words, words_zh = how(saved)
    return Note(
        f"At {folds} moments Leadcast learned anew from what was known by then, and chose {names.en}. On what came "
        f"after, it {words}: log loss saved {ranged(saved)}, AUC {plain(area)}; it saved some in {better} of {folds} "
        "folds.",
        f"Leadcast 在 {folds} 个时点仅用当时已知的数据重新学习，选择了{names.zh}。在其后的数据上它{words_zh}："
        f"对数损失改善 {ranged(saved)}，AUC 为 {plain(area)}；{folds} 折中有 {better} 折有改善。",
    )
