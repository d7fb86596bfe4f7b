"""From a registered version to the model that serves, and back: gate, export, and the check that it answers alike."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from history.errors import UserError
from history.record import History
from models.artifact import Bundle, load, save
from models.champion import Champion, former_champions, read_champion, set_back, set_champion
from models.ranking import score_all
from training.gate.gate import examine
from training.gate.rule import Verdict
from training.learning.candidates import Progress
from training.settings import Gate
from training.track import bundle_of, registered, set_alias, tag, versions

GATE, FORCED, PROMOTED = "gate", "forced", "promoted_at"


@dataclass(frozen=True)
class Promotion:
    """What became of a candidate: `version` serves now if `accepted`; `verdicts` are those of the gate's rules."""

    version: str
    accepted: bool
    verdicts: tuple[Verdict, ...]

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """What the gate held against it."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome == "failed")

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        verdicts = [verdict.to_json() for verdict in self.verdicts]
        return {"version": self.version, "accepted": self.accepted, "verdicts": verdicts}


@dataclass(frozen=True)
class Place:
    """Where models are exported to, where the registry lies, and what the gate between them allows."""

    models: Path
    runs: Path
    gate: Gate = field(default_factory=Gate)


def promote(
    place: Place,
    model_version: str,
    history: History,
    *,
    promoted_at: datetime,
    force: bool = False,
    progress: Progress | None = None,
) -> Promotion:
    """Let a registered version serve, if it passes the gate or `force` is given.

    What the gate said, and whether it was overruled, is kept with the version in the registry. The exported model must
    answer as the registered one does, to the last bit; that no force overrules.

    Raises:
        UserError: there is no such version, or the exported model does not answer alike.
    """
    bundle = _registered(place, model_version)
    verdicts = examine(bundle, _serving(place.models), history, place.gate, progress)
    done = Promotion(model_version, force or not any(each.outcome == "failed" for each in verdicts), verdicts)
    tag(place.runs, model_version, {GATE: json.dumps(done.to_json()["verdicts"], ensure_ascii=False)})
    if done.accepted:
        _export(bundle, place.models / model_version, history)
        forced = "yes" if done.failed else "no"
        set_alias(place.runs, model_version, {PROMOTED: promoted_at.isoformat(), FORCED: forced})
        set_champion(place.models, Champion(model_version, promoted_at))
    return done


def revert(place: Place, reverted_at: datetime) -> Champion:
    """Let the champion before the present one serve again, without asking the gate; again, and it is the one before.

    Raises:
        UserError: there is none, or its files are gone or damaged.
    """
    before = former_champions(place.models)
    if before and (place.models / before[-1].version).is_dir():
        load(place.models / before[-1].version)
    champion = set_back(place.models, reverted_at)
    set_alias(place.runs, champion.version, {PROMOTED: reverted_at.isoformat()})
    return champion


def listed(place: Place) -> list[dict[str, Any]]:
    """All registered versions, the newest first: number, model, forward log loss, when trained, the gate's verdicts.

    `gate` is None for a version that the gate was not asked about yet; `serves` marks the champion.
    """
    champion = read_champion(place.models)
    return [
        {
            "version": each.version,
            "serves": champion is not None and champion.version == each.version,
            "model": each.tags.get("model"),
            "trained_until": each.texts.get("trained_until"),
            "log_loss": each.numbers.get("forward_metrics.log_loss"),
            "gate": json.loads(each.tags[GATE]) if GATE in each.tags else None,
            "forced": each.tags.get(FORCED) == "yes",
            "promoted_at": each.tags.get(PROMOTED),
        }
        for each in reversed(registered(place.runs))
    ]


def _registered(place: Place, model_version: str) -> Bundle:
    bundle = bundle_of(place.runs, model_version)
    if bundle is None:
        known = ", ".join(versions(place.runs)) or "none"
        raise UserError(f"There is no version {model_version}.", f"Known are: {known}. Train one: leadcast train.")
    return bundle


def _serving(models: Path) -> Bundle | None:
    champion = read_champion(models)
    return load(models / champion.version) if champion and (models / champion.version).is_dir() else None


def _export(bundle: Bundle, folder: Path, history: History) -> None:
    """Write the bundle once, and check on its own last cut-off what was written."""
    if not folder.exists():
        save(bundle, folder)
    moment = pd.Timestamp(bundle.card["last_cutoff"])
    served, meant = (score_all(history, each, moment) for each in (load(folder), bundle))
    if not served.equals(meant):
        raise UserError(
            f"The model in {folder} answers otherwise than the registered one.", "Remove that folder, then try again."
        )
