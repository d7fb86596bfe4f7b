"""The gate before a model serves: it reloads to the same answers, and was no worse forward in time."""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from history.errors import UserError
from history.record import History
from models.artifact import Bundle, load, save
from models.champion import Champion, read_champion, set_champion
from models.ranking import score_all
from training.track import bundle_of, set_alias, versions

# A candidate may be this much worse (in forward log loss, relative) before the gate stops it: less is noise.
TOLERANCE = 0.01


@dataclass(frozen=True)
class Promotion:
    """What became of a candidate: `version` serves now if `accepted`; `reasons` say why not, empty if nothing did."""

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

    `probe` is a history on whose newest moment the exported model must answer as the registered one, to the last bit.

    Raises:
        UserError: there is no such version, or the exported model does not answer alike.
    """
    bundle = bundle_of(runs, model_version)
    if bundle is None:
        known = ", ".join(versions(runs)) or "none"
        raise UserError(f"There is no version {model_version}.", f"Known are: {known}. Train one: leadcast train.")
    reasons = _objections(bundle, _serving(home_models))
    if reasons and not force:
        return Promotion(model_version, False, reasons)
    _export(bundle, home_models / model_version, probe)
    set_alias(runs, model_version)
    set_champion(home_models, Champion(model_version, promoted_at))
    return Promotion(model_version, True, reasons)


def _serving(models: Path) -> Bundle | None:
    champion = read_champion(models)
    return load(models / champion.version) if champion and (models / champion.version).is_dir() else None


def _objections(candidate: Bundle, champion: Bundle | None) -> tuple[str, ...]:
    """Why the candidate should not serve. A champion that answers another question is no rival."""
    if champion is None:
        return ()
    asked = [(each.rows, each.horizon) for each in (candidate, champion)]
    if asked[0] != asked[1]:
        return ()
    new, old = (_forward_loss(each) for each in (candidate, champion))
    if math.isnan(new) or math.isnan(old) or new <= old * (1 + TOLERANCE):
        return ()
    return (f"its forward log loss {new:.4f} is worse than the champion's {old:.4f}",)


def _forward_loss(bundle: Bundle) -> float:
    return float(bundle.card["forward_metrics"].get("log_loss", math.nan))


def _export(bundle: Bundle, folder: Path, probe: History) -> None:
    if not folder.exists():
        save(bundle, folder)
    moment = probe.last_recorded
    if moment is None:
        raise UserError("The history is empty.", "Import an export first: leadcast import DIR --sql SQL_DIR.")
    served, meant = (score_all(probe, each, moment) for each in (load(folder), bundle))
    if not served.equals(meant):
        raise UserError(f"The model exported to {folder} answers otherwise than it was trained to.", "Train it again.")
