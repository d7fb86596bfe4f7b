"""Which of the exported models serves: a folder per version, and one small file that names the champion."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from history.errors import UserError

POINTER = "champion.json"


@dataclass(frozen=True)
class Champion:
    """The version that serves, and since when (aware)."""

    version: str
    promoted_at: datetime

    def to_json(self) -> dict[str, str]:
        """As JSON-able data."""
        return {"version": self.version, "promoted_at": self.promoted_at.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Champion":
        """The inverse of `to_json`."""
        return cls(data["version"], datetime.fromisoformat(data["promoted_at"]))


def read_champion(models: Path) -> Champion | None:
    """The champion of the folder `models`, None if there is none yet."""
    said = _read(models)
    return None if said is None else Champion.from_json(said)


def former_champions(models: Path) -> tuple[Champion, ...]:
    """Those that a revert leads back to, the latest last; what was reverted is not among them."""
    said = _read(models) or {}
    return tuple(Champion.from_json(each) for each in said.get("before", []))


def served_at(models: Path, moment: datetime) -> Champion | None:
    """The one that served at `moment` (aware) and leads to the present one, None if there was none yet."""
    present = read_champion(models)
    so_far = [*former_champions(models), *([present] if present is not None else [])]
    return next((each for each in reversed(so_far) if each.promoted_at <= moment), None)


def champion_folder(models: Path) -> Path:
    """The folder of the model that serves.

    Raises:
        UserError: no model is promoted yet, or its folder is gone.
    """
    champion = read_champion(models)
    if champion is None:
        raise UserError(
            "No model is promoted yet.",
            "Train one: leadcast train. What the gate said of those trained so far: leadcast promote.",
        )
    folder = models / champion.version
    if not folder.is_dir():
        raise UserError(f"The promoted model {folder} is gone.", "Promote another: leadcast promote VERSION.")
    return folder


def set_champion(models: Path, champion: Champion) -> None:
    """Let `champion` serve from now on, and remember the one before it.

    A reader sees the old one or the new one, never half of it.
    """
    present, before = read_champion(models), former_champions(models)
    if present is not None and present.version != champion.version:
        before = (*before, present)
    _write(models, champion, before)


def set_back(models: Path, promoted_at: datetime) -> Champion:
    """Let the champion before the present one serve again, from `promoted_at` on; calling it again goes further back.

    Raises:
        UserError: there was none before, or its folder is gone.
    """
    before = former_champions(models)
    if not before:
        raise UserError("There is no earlier champion to go back to.", "See what there is: leadcast promote.")
    champion = Champion(before[-1].version, promoted_at)
    if not (models / champion.version).is_dir():
        hint = f"Export and check it anew: leadcast promote {champion.version}."
        raise UserError(f"The earlier model {models / champion.version} is gone.", hint)
    _write(models, champion, before[:-1])
    return champion


def _read(models: Path) -> dict[str, Any] | None:
    pointer = models / POINTER
    if not pointer.exists():
        return None
    said: dict[str, Any] = json.loads(pointer.read_text(encoding="utf-8"))
    return said


def _write(models: Path, champion: Champion, before: tuple[Champion, ...]) -> None:
    models.mkdir(parents=True, exist_ok=True)
    unfinished = models / f".{POINTER}.{os.getpid()}"
    said = {**champion.to_json(), "before": [each.to_json() for each in before]}
    unfinished.write_text(json.dumps(said), encoding="utf-8")
    unfinished.replace(models / POINTER)
