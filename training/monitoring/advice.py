"""What to do about a model that serves: keep it, look into it, or retrain, with the reasons."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from models.sandbox.answer.forecast import Note
from training.monitoring.drift import Drift
from training.monitoring.realised import Realised
from training.stability import SMALL

Action = Literal["keep", "look", "retrain"]
ACTIONS: tuple[Action, ...] = ("keep", "look", "retrain")
NAMES: dict[Action, Note] = {
    "keep": Note("keep it", "继续使用"),
    "look": Note("look into it", "需要检查"),
    "retrain": Note("retrain", "重新训练"),
}

# A moved level that is certain but small changes no decision.
LEAST_MOVE = 0.1
# Three standard errors: seen by chance once in 400.
SURE = 3.0


@dataclass(frozen=True)
class Reason:
    """One finding, and what it alone would call for."""

    action: Action
    said: Note

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {"action": self.action, "said": {"en": self.said.en, "zh": self.said.zh}}


def advice(reasons: tuple[Reason, ...]) -> Action:
    """The strongest that any reason calls for."""
    return max((each.action for each in reasons), key=ACTIONS.index, default="keep")


def of_level(found: Realised) -> Reason:
    """Whether as many bought as was promised."""
    ratio, evidence = found.evidence.ratio, found.evidence
    moved = evidence.moved and abs(ratio - 1) > LEAST_MOVE
    word, word_zh = ("moved", "水平已偏移") if moved else ("held", "水平未偏移")
    return Reason(
        "retrain" if moved else "keep",
        Note(
            f"The level has {word}: {ratio:.2f} purchases came for each that was promised "
            f"(excess {evidence.excess:+.1f}, chance up to {evidence.bound:.1f}).",
            f"{word_zh}：每预测 1 次购买，实际发生 {ratio:.2f} 次（超出 {evidence.excess:+.1f}，"
            f"偶然可达 {evidence.bound:.1f}）。",
        ),
    )


def of_gain(found: Realised, rate: float) -> Reason:
    """Whether it still beats what everybody could say without a model: the share of yes in training."""
    gain = found.gain(rate)
    lost = gain.mean <= 0
    spread = f"{gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
    return Reason(
        "retrain" if lost else "keep",
        Note(
            f"Since training it {'no longer saves' if lost else 'saves'} log loss against the base rate: {spread}.",
            f"训练以来，相对基准率的对数损失{'不再有改善' if lost else '仍有改善'}：{spread}。",
        ),
    )


def of_loss(found: Realised, trained: float) -> Reason:
    """Whether its log loss since training is what was measured forward in time at training."""
    loss = found.loss
    worse = loss.mean - trained > SURE * loss.error
    return Reason(
        "look" if worse else "keep",
        Note(
            f"Log loss since training {loss.mean:.4f} (standard error {loss.error:.4f}); measured at training "
            f"{trained:.4f}.",
            f"训练以来的对数损失为 {loss.mean:.4f}（标准误 {loss.error:.4f}）；训练时测得 {trained:.4f}。",
        ),
    )


def of_inputs(found: Drift) -> Reason:
    """Whether features still lie where they lay. Shifted inputs alone prove no harm, so they call for a look."""
    names = ", ".join(f"{each.name} {each.index:.2f}" for each in found.large[:3]) or "–"
    count = len(found.features)
    gone = f" {len(found.gone)} are gone." if found.gone else ""
    gone_zh = f"已消失 {len(found.gone)} 个。" if found.gone else ""
    return Reason(
        "look" if found.large or found.gone else "keep",
        Note(
            f"{len(found.large)} of {count} features have shifted much ({names}).{gone}",
            f"{count} 个特征中有 {len(found.large)} 个明显偏移（{names}）。{gone_zh}",
        ),
    )


def of_surroundings(found: Drift) -> Reason:
    """Whether levels, loads and the calendar lie within what was seen: trees do not extrapolate."""
    worst = sorted(found.outside, key=lambda name: -found.outside[name])[:3]
    names = ", ".join(f"{name} {found.outside[name]:.0%}" for name in worst) or "–"
    return Reason(
        "look" if found.outside else "keep",
        Note(
            f"Surroundings far beyond anything seen in training: {names}.",
            f"远超训练时所见范围的环境特征：{names}。",
        ),
    )


def of_scores(found: Drift) -> Reason:
    """Whether scores still lie where they lay."""
    index = found.scores.index
    known = not np.isnan(index)
    size = "unknown" if not known else "large" if found.scores.large else "small" if index > SMALL else "none"
    size_zh = {"unknown": "未知", "large": "明显", "small": "轻微", "none": "无"}[size]
    return Reason(
        "look" if found.scores.large else "keep",
        Note(f"Shift of the scores: {size} (PSI {index:.2f}).", f"分数的偏移：{size_zh}（PSI {index:.2f}）。"),
    )
