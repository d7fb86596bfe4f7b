"""A finished back-test as JSON-able data: everything that the page shows, unrounded."""

from importlib.metadata import version
from typing import Any

from models.sandbox.answer.forecast import Note
from training.backtest.backtest import BackTest
from training.backtest.rolling import chosen
from training.backtest.segments import by_segment
from training.backtest.stretch import BARE, Stretch, named
from training.backtest.surprises import surprises
from training.backtest.verdict import LEADCAST
from training.bootstrap import Resampled
from training.coverage import coverage
from training.curves import gain_curve, lift_by_tenth, over_time
from training.datasets import DataSet
from training.metrics import METRICS, reliability

DEEPER = ("stability", "upkeep", "ablations")


def findings(found: BackTest) -> dict[str, Any]:
    """The whole report of `found`. What was not asked for is None."""
    pool, learned = found.pool, found.learned
    return {
        **summary(found),
        "models": [_model(found, name) for name in found.predictions],
        "saved": _saved(found.resampled),
        "folds": [_fold(each, drawn) for each, drawn in zip(found.stretches, found.by_fold, strict=True)],
        "signals": BARE in found.predictions,
        "over_time": over_time(pool.data, pool.scores.probability).to_dict("records"),
        "coverage": coverage(pool.data, pool.scores).to_json(),
        "segments": by_segment(pool.data, pool.predictions, learned.seed),
        "surprises": surprises(pool, found.stretches, found.plan.time_zone),
        **{name: found.deeper.get(name) for name in DEEPER},
    }


def summary(found: BackTest) -> dict[str, Any]:
    """What was asked and seen, what was chosen at the first origin, and what came out in words."""
    return {
        "protocol": found.plan.to_json(),
        "leadcast": version("leadcast"),
        "simulated": found.simulated,
        "seed": found.learned.seed,
        "train": _window(found.learned.data),
        "test": _window(found.pool.data),
        "selection": found.learned.selection.to_json(),
        "verdict": _said(found.verdict),
        "notes": [_said(note) for note in found.notes],
    }


def _said(note: Note) -> dict[str, str]:
    return {"en": note.en, "zh": note.zh}


def _model(found: BackTest, name: str) -> dict[str, Any]:
    probabilities = found.predictions[name]
    label = named(name, _one_name(found))
    gain = gain_curve(found.test, probabilities)
    return {
        "key": name,
        "name": label.en,
        "name_zh": label.zh,
        "metrics": _metrics(found.resampled, name),
        "reliability": reliability(found.test.labels, probabilities).to_dict("records"),
        "gain": gain.to_dict("list"),
        "lift": lift_by_tenth(gain),
    }


def _one_name(found: BackTest) -> Note:
    kinds = {each.learned.selection.kind for each in found.stretches}
    if len(kinds) > 1:
        return Note("chosen anew at each origin", "每个时点重新选择")
    return chosen([found.learned.selection])


def _metrics(drawn: Resampled, name: str) -> dict[str, Any]:
    return {metric: drawn.interval(name, metric).to_json() for metric in METRICS}


def _saved(drawn: Resampled) -> dict[str, Any]:
    """How much less log loss Leadcast has than each other model."""
    others = (name for name in drawn.measured if name != LEADCAST)
    return {name: drawn.difference(name, LEADCAST, "log_loss").to_json() for name in others}


def _fold(stretch: Stretch, drawn: Resampled) -> dict[str, Any]:
    kind = stretch.learned.selection.kind
    return {
        "known_until": stretch.origin.known_until.isoformat(),
        "chosen": kind.key,
        "name": kind.name,
        "name_zh": kind.name_zh,
        "train": _window(stretch.learned.data),
        "test": _window(stretch.rows),
        "models": {name: _metrics(drawn, name) for name in stretch.predictions},
        "saved": _saved(drawn),
    }


def _window(data: DataSet) -> dict[str, Any]:
    cutoffs = data.cutoffs
    return {
        "first": cutoffs[0].isoformat(),
        "last": cutoffs[-1].isoformat(),
        "cutoffs": len(cutoffs),
        "rows": len(data),
        "entities": int(data.clusters.max()) + 1,
        "purchases": data.positives,
        "rate": data.positives / len(data),
    }
