"""The gate before a model serves: every rule, each with its verdict."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from history.record import History
from models.artifact import Bundle, load, save
from models.ranking import score_all
from models.sandbox.answer.forecast import Note
from training.gate.calibrated import holds
from training.gate.churn import turned_over
from training.gate.contest import beside_baselines, beside_champion, said_forward
from training.gate.leakage import looks_ahead
from training.gate.placebo import learns_nothing
from training.gate.rule import RULES, Verdict, judged, not_applicable
from training.gate.sample import training_rows
from training.gate.telling import tells
from training.kinds import BASE
from training.learning.candidates import Progress
from training.settings import Gate, Task


def examine(
    candidate: Bundle,
    champion: Bundle | None,
    history: History,
    settings: Gate,
    progress: Progress | None = None,
) -> tuple[Verdict, ...]:
    """What every rule says of `candidate`, in the order of `RULES`. Equal for equal arguments.

    `history` is all that is known today; of it each rule takes what was known when the candidate was trained, but for
    the probe that looks for the future.
    """
    found = []
    for verdict in _verdicts(candidate, champion, history, settings):
        found.append(verdict)
        if progress:
            progress("asking the gate", len(found), len(RULES))
    return tuple(found)


def _verdicts(candidate: Bundle, champion: Bundle | None, history: History, settings: Gate) -> Iterator[Verdict]:
    seed = Task.model_validate(candidate.card["task"]).seed
    yield beside_baselines(candidate, seed)
    yield beside_champion(candidate, champion, history, seed)
    yield calibrated(candidate, settings, seed)
    yield turned_over(candidate, champion, history, settings)
    yield looks_ahead(candidate, history, seed)
    data = training_rows(candidate, history)
    yield tells(data, settings)
    yield learns_nothing(data, candidate.card["model"], candidate.horizon, seed)
    yield answers_alike(candidate, history)


def calibrated(candidate: Bundle, settings: Gate, seed: int) -> Verdict:
    """Whether the candidate's probabilities hold; a base rate is not asked."""
    if candidate.card["model"] == BASE.key:
        return not_applicable(
            "calibration",
            "The base rate promises no more than a level, and nothing simpler could serve in its place.",
            "基准率只承诺整体水平，也没有更简单的模型可以代替。",
        )
    return holds(said_forward(candidate), settings, seed)


def answers_alike(candidate: Bundle, history: History) -> Verdict:
    """Whether the candidate, written and read again, scores everybody at its last cut-off to the last bit."""
    moment = pd.Timestamp(candidate.card["last_cutoff"])
    with tempfile.TemporaryDirectory() as work:
        save(candidate, Path(work) / "candidate")
        read, meant = (score_all(history, each, moment) for each in (load(Path(work) / "candidate"), candidate))
    failed = not read.equals(meant)
    note = Note(
        f"Saved and loaded, it answers {'otherwise' if failed else 'alike'} for {len(meant):,} rows.",
        f"保存并重新载入后，{len(meant):,} 行的回答{'不一致' if failed else '逐位一致'}。",
    )
    return judged("reload", failed, note, {"rows": len(meant)})
