"""Whether a candidate does worse, forward in time, than what else could serve: the baselines, and the champion."""

from datetime import datetime

import pandas as pd

from features.frame import CUTOFF, ENTITY
from history.forgetting.pseudonyms import hashed
from history.record import History
from models.artifact import Bundle
from models.sandbox.answer.forecast import Note
from training.bootstrap import Interval, paired
from training.datasets import assemble
from training.gate.rule import Verdict, judged, not_applicable
from training.kinds import BASE, KINDS
from training.metrics import log_losses
from training.settings import Task

# Fewer cut-offs, or entities, than this compare chance with chance.
LEAST_CUTOFFS = 2
LEAST_ENTITIES = 10

KEYS = ["entity", "cutoff"]
FACTS = [*KEYS, "label", "serves"]


def said_forward(bundle: Bundle) -> pd.DataFrame:
    """The forward predictions that came with the bundle (see `Remembered`), empty where there are none."""
    return pd.DataFrame(columns=FACTS) if bundle.remembered is None else bundle.remembered.forward


def beside_baselines(candidate: Bundle, seed: int) -> Verdict:
    """It fails where any rival loses less beyond the 95 % interval, and where the base rate loses less at all.

    Rivals are all models that competed in the same training, on the same forward rows, paired by row and drawn by
    entity.
    """
    said = said_forward(candidate)
    if said["entity"].nunique() < LEAST_ENTITIES:
        return not_applicable("baselines", "No forward predictions were kept to judge.", "没有可供评判的向前预测。")
    own = log_losses(said["label"].to_numpy(), said["serves"].to_numpy())
    model = candidate.card["model"]
    rivals = [name for name in said.columns if name not in (*FACTS, model)]
    found = {
        name: paired(own - log_losses(said["label"].to_numpy(), said[name].to_numpy()), said["entity"].to_numpy(), seed)
        for name in rivals
    }
    lost = [name for name, gap in found.items() if gap.low > 0 or (name == BASE.key and gap.value > 0)]
    numbers = {"log_loss": float(own.mean()), "worse_by": {name: gap.to_json() for name, gap in found.items()}}
    return judged("baselines", bool(lost), _beside(float(own.mean()), found, lost), numbers)


def _beside(loss: float, found: dict[str, Interval], lost: list[str]) -> Note:
    if lost:
        gaps, gaps_zh = _listed({name: found[name] for name in lost})
        return Note(
            f"Its forward log loss {loss:.4f} is worse than that of {gaps}.",
            f"其向前对数损失 {loss:.4f} 不如：{gaps_zh}。",
        )
    gaps, gaps_zh = _listed(found)
    return Note(
        f"No rival beats its forward log loss of {loss:.4f}: {gaps or 'there was none'}.",
        f"没有模型优于其向前对数损失 {loss:.4f}：{gaps_zh or '没有其他模型'}。",
    )


def _listed(found: dict[str, Interval]) -> tuple[str, str]:
    named = {kind.key: kind for kind in KINDS}
    english, chinese = [], []
    for name, gap in found.items():
        kind = named.get(name)
        english.append(f"{kind.name if kind else name} {spread(gap)}")
        chinese.append(f"{kind.name_zh if kind else name} {spread(gap)}")
    return ", ".join(english), "，".join(chinese)


def spread(gap: Interval) -> str:
    """A difference and its interval, signed."""
    return f"{gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}]"


def beside_champion(candidate: Bundle, champion: Bundle | None, history: History, seed: int) -> Verdict:
    """It fails where the candidate loses more than the champion beyond the 95 % interval.

    Not asked for less than equal: the candidate's forward predictions are those of models fitted before each block,
    often on less than the champion was, so an honest successor may look a little worse.
    """
    if champion is None:
        return not_applicable("champion", "No model serves yet.", "目前没有在用的模型。")
    if (champion.rows, champion.horizon) != (candidate.rows, candidate.horizon):
        return not_applicable("champion", "The champion answers another question.", "现用模型回答的是另一个问题。")
    both = paired_rows(candidate, champion, history)
    cutoffs, entities = both["cutoff"].nunique(), both["entity"].nunique()
    if cutoffs < LEAST_CUTOFFS or entities < LEAST_ENTITIES:
        return not_applicable("champion", "The two have no outcomes in common.", "两者没有可共同比较的结果。")
    gap = paired((both["loss"] - both["rival"]).to_numpy(), both["entity"].to_numpy(), seed)
    numbers = {"worse_by": gap.to_json(), "rows": len(both), "cutoffs": cutoffs, "entities": entities}
    said = Note(
        f"Log loss against the champion on {len(both):,} rows at {cutoffs} cut-offs: {spread(gap)}.",
        f"在 {cutoffs} 个截止时点的 {len(both):,} 行上，相对现用模型的对数损失：{spread(gap)}。",
    )
    return judged("champion", gap.low > 0, said, numbers)


def paired_rows(candidate: Bundle, champion: Bundle, history: History) -> pd.DataFrame:
    """Rows that both said something of: `entity`, `cutoff`, the candidate's `loss` and the `rival`'s.

    The champion is scored anew on the candidate's forward cut-offs since it was trained, whose outcomes it cannot have
    seen; where there are none, both are held to their own forward predictions.
    """
    own = _lost(said_forward(candidate), "loss")
    fresh = own[own["cutoff"] >= datetime.fromisoformat(champion.card["trained_until"])]
    if fresh["cutoff"].nunique() >= LEAST_CUTOFFS:
        rival = _anew(champion, fresh["cutoff"], history, pd.Timestamp(candidate.card["trained_until"]))
    else:
        rival = _lost(said_forward(champion), "rival")
    return own.merge(rival, on=KEYS)


def _lost(said: pd.DataFrame, name: str) -> pd.DataFrame:
    losses = log_losses(said["label"].to_numpy(dtype=bool), said["serves"].to_numpy(dtype=float))
    return said[KEYS].assign(**{name: losses})


def _anew(champion: Bundle, cutoffs: pd.Series, history: History, known_until: pd.Timestamp) -> pd.DataFrame:
    known, question = history.known_by(known_until), Task.model_validate(champion.card["task"])
    moments = pd.DatetimeIndex(cutoffs.unique()).sort_values()
    data = assemble(known, moments, question, champion.spec, known_until=known_until)
    losses = log_losses(data.labels, champion.intent.predict(data.table).probability)
    return pd.DataFrame({"entity": hashed(data.table[ENTITY]), "cutoff": data.table[CUTOFF], "rival": losses})
