"""From a registered version to the model that serves: the gate, the export, the check that it answers alike."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from history.errors import UserError
from history.record import History
from models.artifact import Bundle, load, save
from models.champion import Champion, read_champion, set_champion
from models.ranking import score_all
from training.gate import objections
from training.track import bundle_of, set_alias, versions


@dataclass(frozen=True)
class Promotion:
    """What became of a candidate: `version` serves now if `accepted`; `reasons` say what the gate held against it."""

    version: str
    accepted: bool
    reasons: tuple[str, ...]


def promote(
    home_models: Path,
    runs: Path,
    model_version: str,
    *,
    promoted_at: datetime,
    probe: History,
    force: bool = False,
) -> Promotion:
    """Let a registered version serve, if it passes the gate or `force` is given.

    `probe` is the history: the champion is scored on it again, and the exported model must answer on it as the
    registered one does, to the last bit.

    Raises:
        UserError: there is no such version, or the exported model does not answer alike.
    """
    bundle = bundle_of(runs, model_version)
    if bundle is None:
        known = ", ".join(versions(runs)) or "none"
        raise UserError(f"There is no version {model_version}.", f"Known are: {known}. Train one: leadcast train.")
    reasons = objections(bundle, _serving(home_models), probe)
    if reasons and not force:
        return Promotion(model_version, False, reasons)
    _export(bundle, home_models / model_version, probe)
    set_alias(runs, model_version, {"promoted_at": promoted_at.isoformat(), "objections": "; ".join(reasons)})
    set_champion(home_models, Champion(model_version, promoted_at))
    return Promotion(model_version, True, reasons)


def _serving(models: Path) -> Bundle | None:
    champion = read_champion(models)
    return load(models / champion.version) if champion and (models / champion.version).is_dir() else None


def _export(bundle: Bundle, folder: Path, probe: History) -> None:
    """Write the bundle once, and check on its own last cut-off what was written."""
    if not folder.exists():
        save(bundle, folder)
    moment = pd.Timestamp(bundle.card["last_cutoff"])
    served, meant = (score_all(probe, each, moment) for each in (load(folder), bundle))
    if not served.equals(meant):
        raise UserError(
            f"The model in {folder} answers otherwise than the registered one.", "Remove that folder, then try again."
        )
