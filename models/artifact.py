"""A fitted bundle as one folder: text and JSON, readable, without pickle."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from lightgbm.basic import LightGBMError

from features.build import Rows
from features.spec import Spec
from history.errors import UserError
from models.intent import Intent
from models.remembered import Remembered
from models.win import Win

CARD = "card.json"
FORMAT = 5


@dataclass(frozen=True)
class Bundle:
    """Everything that serves together: how rows are built, the intent model, the win model where there are leads.

    `card` says what it was trained on and how well it did: JSON-able, written for people as well. `remembered` is what
    later models are compared with; None for one trained before anything was kept.
    """

    rows: Rows
    horizon: timedelta
    spec: Spec
    intent: Intent
    win: Win | None
    card: dict[str, Any]
    remembered: Remembered | None = None


def save(bundle: Bundle, folder: Path) -> None:
    """Write `bundle` as `folder`, which must not exist; it appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder.parent))
    try:
        _write(bundle, unfinished)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _write(bundle: Bundle, folder: Path) -> None:
    (folder / "intent").mkdir()
    bundle.intent.save(folder / "intent")
    if bundle.win is not None:
        (folder / "win").mkdir()
        bundle.win.save(folder / "win")
    if bundle.remembered is not None:
        bundle.remembered.save(folder)
    settings = {
        "format": FORMAT,
        "entity": bundle.rows.entity,
        "population": bundle.rows.population,
        "fresh_seconds": bundle.rows.fresh.total_seconds(),
        "horizon_seconds": bundle.horizon.total_seconds(),
        "spec": bundle.spec.to_json(),
        "has_win": bundle.win is not None,
        "card": bundle.card,
    }
    (folder / CARD).write_text(json.dumps(settings, ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path) -> Bundle:
    """Read what `save` wrote; predictions are equal to the last bit.

    Raises:
        UserError: the folder holds no bundle, one of another format, or one that is damaged.
    """
    try:
        settings = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UserError(f"{folder} holds no model.", "Train one with `leadcast train`.") from None
    if not isinstance(settings, dict) or settings.get("format") != FORMAT:
        raise UserError(f"{folder} was written in another format.", "Train again with this version of Leadcast.")
    try:
        return _read(settings, folder)
    except (OSError, KeyError, ValueError, TypeError, LightGBMError) as reason:
        raise UserError(f"The model in {folder} is damaged: {reason!r}.", "Train again, or restore it.") from reason


def _read(settings: dict[str, Any], folder: Path) -> Bundle:
    return Bundle(
        rows=Rows(settings["entity"], settings["population"], timedelta(seconds=settings["fresh_seconds"])),
        horizon=timedelta(seconds=settings["horizon_seconds"]),
        spec=Spec.from_json(settings["spec"]),
        intent=Intent.load(folder / "intent"),
        win=Win.load(folder / "win") if settings["has_win"] else None,
        card=settings["card"],
        remembered=Remembered.load(folder),
    )
