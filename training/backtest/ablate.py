"""What each family of features is worth: the chosen model fitted again without it, and judged on the same rows."""

from typing import Any

from features.frame import CATEGORICAL, feature_names
from models.sandbox.answer.forecast import Note
from training.backtest.stretch import again
from training.datasets import DataSet, thinned
from training.evidence import difference
from training.kinds import BASE
from training.learning.candidates import Progress
from training.learning.learn import Learned
from training.metrics import log_losses

# Fitting a dozen times on more rows than this takes minutes, and changes little of what a family is worth.
MOST_ROWS = 30_000
CATEGORIES = "categories"

FAMILIES = {
    "orders": Note("orders", "订单"),
    "purchases": Note("purchases", "购买"),
    "touches": Note("touches", "触达与跟进"),
    "stage": Note("stage", "销售阶段"),
    "queue": Note("place in the queue of the stage", "在该阶段的排队位置"),
    "signals": Note("public signals", "公开信号"),
    "load": Note("load of reps and regions", "销售与区域的负荷"),
    "rate": Note("past rates of similar ones", "同类的历史转化率"),
    "level": Note("overall level lately", "近期整体水平"),
    "calendar": Note("calendar", "日历"),
    "account": Note("the account itself", "客户自身"),
    "leads": Note("the account's leads", "客户的线索"),
    "lead": Note("the lead itself", "线索自身"),
    "rep": Note("the rep", "销售代表"),
    CATEGORIES: Note("categories: region, source …", "类别：区域、来源等"),
}


def families(data: DataSet) -> dict[str, list[str]]:
    """The features that vary in `data`, by family: the part of a name before `_`, categories being one family."""
    found: dict[str, list[str]] = {}
    for name in feature_names(data.table):
        if data.table[name].nunique(dropna=False) > 1:
            family = CATEGORIES if name in CATEGORICAL else name.split("_")[0]
            found.setdefault(family, []).append(name)
    return found


def ablate(learned: Learned, test: DataSet, progress: Progress | None = None) -> dict[str, Any]:
    """Per family, how much log loss on `test` the chosen model loses without it, the family worth most first.

    Models with and without are fitted on the same rows: those of training, or where these are more than 30,000, of
    fewer entities. `worth` is positive where the family helps, with a 95 % interval for whole entities. `families` is
    empty where the base rate serves: it uses none.
    """
    data = thinned(learned.data, MOST_ROWS / len(learned.data), salt=learned.seed + 2)
    report = {"rows": len(data), "all_rows": len(learned.data), "test_rows": len(test)}
    if learned.selection.kind == BASE:
        return report | {"log_loss": None, "families": []}
    whole = log_losses(test.labels, again(learned, data, test.table))
    found = []
    for number, (family, names) in enumerate(asked := families(data).items()):
        if progress:
            progress("leaving out one family at a time", number, len(asked))
        bare = DataSet(data.table.drop(columns=names), data.labels)
        losses = log_losses(test.labels, again(learned, bare, test.table))
        found.append(_entry(family, len(names)) | {"worth": difference(losses, whole, test.clusters).to_json()})
    if progress:
        progress("leaving out one family at a time", len(asked), len(asked))
    found.sort(key=lambda each: -each["worth"]["mean"])
    return report | {"log_loss": float(whole.mean()), "families": found}


def _entry(family: str, features: int) -> dict[str, Any]:
    name = FAMILIES.get(family, Note(family, family))
    return {"family": family, "name": name.en, "name_zh": name.zh, "features": features}
