"""What a run shows of a training: its name, parameters, metrics, tags, description and files. Knows no MLflow."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from models.artifact import Bundle
from training.checkout import commit_of
from training.report.card_page import card_page, day_of
from training.report.run_plots import plots

LONGEST = 500


def run_name(card: dict[str, Any]) -> str:
    """What was chosen, and by when its rows were known, in the time zone of the business."""
    return f"{card['model']} {day_of(card, 'trained_until')}"


def texts(card: dict[str, Any]) -> dict[str, str]:
    """The parameters: the question, how it was learned, from what, by which code. Dots divide groups.

    `trained_until` is read again by other parts of Leadcast.
    """
    selection, searched = card["selection"], card.get("search") or {}
    groups = {
        "task": card["task"],
        "boosting": selection["boosting"] | {"rounds": selection["rounds"]},
        "calibration": {name: f"{selection['calibration'][name]:.4f}" for name in ("shift", "slope")},
        "memory_days": selection["memory_days"] or "all",
        "search": {name: searched[name] for name in ("study", "tried", "taken") if name in searched},
        "data": {name: card[name] for name in ("snapshot", "first_cutoff", "last_cutoff", "cutoffs")},
        "code": {"libraries": card["libraries"], "leadcast": version("leadcast"), "commit": commit_of() or "unknown"},
        "model": card["model"],
        "trained_until": card["trained_until"],
    }
    return {name: str(value)[:LONGEST] for name, value in _flat(groups)}


def numbers(card: dict[str, Any]) -> dict[str, float]:
    """The metrics: forward ones of what serves and of every candidate, counts, what signals and a search are worth."""
    selection = card["selection"]
    groups = {
        "forward_metrics": card["forward_metrics"],
        "candidates": {each["key"]: each["metrics"] | {"gain": each["gain"]} for each in selection["candidates"]},
        "data": {name: card[name] for name in ("rows", "purchases")},
        "calibration_gain": dict(selection["calibration"]["tried"].items()),
        "grades": {each["grade"]: each for each in card["grades"]["grades"]},
        "signals": card["signals"] or {},
        "search": {name: value for name, value in (card.get("search") or {}).items() if name in _SEARCHED},
    }
    return {name: float(value) for name, value in _flat(groups) if isinstance(value, int | float)}


_SEARCHED = ("default_loss", "best_loss", "gain", "tried")


def tags(card: dict[str, Any]) -> dict[str, str]:
    """What runs are looked for by."""
    return {
        "data": "simulated" if card["simulated"] else "real",
        "entity": card["task"]["entity"],
        "population": card["task"]["population"],
        "horizon": card["task"]["horizon"],
        "signal": "yes" if card["selection"]["signal"] else "no",
        "snapshot": card["snapshot"],
        "code": f"{version('leadcast')} {commit_of() or ''}".strip(),
    }


def write_files(bundle: Bundle, folder: Path) -> None:
    """Write the model card, the plots and, after a search, its trials as CSV into `folder`, made if need be."""
    (folder / "plots").mkdir(parents=True)
    (folder / "model_card.md").write_text(card_page(bundle.card), encoding="utf-8")
    for name, figure in plots(bundle).items():
        (folder / "plots" / f"{name}.svg").write_text(figure, encoding="utf-8")
    if searched := bundle.card.get("search"):
        rows = [{**each, **each["settings"]} for each in searched["trials"]]
        pd.DataFrame(rows).drop(columns="settings").to_csv(folder / "search_trials.csv", index=False)


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif not isinstance(value, list | None):
            yield f"{prefix}{key}", value
