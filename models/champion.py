"""Which of the exported models serves: a folder per version, and one small file that names the champion."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from history.errors import UserError

POINTER = "champion.json"


@dataclass(frozen=True)
class Champion:
    """The version that serves, and since when (aware)."""

    version: str
    promoted_at: datetime


def read_champion(models: Path) -> Champion | None:
    """The champion of the folder `models`, None if there is none yet."""
    pointer = models / POINTER
    if not pointer.exists():
        return None
    said = json.loads(pointer.read_text(encoding="utf-8"))
    return Champion(said["version"], datetime.fromisoformat(said["promoted_at"]))


def champion_folder(models: Path) -> Path:
    """The folder of the model that serves.

    Raises:
        UserError: no model is promoted yet, or its folder is gone.
    """
    champion = read_champion(models)
    if champion is None:
        raise UserError("No model is promoted yet.", "Train one: leadcast train.")
    folder = models / champion.version
    if not folder.is_dir():
        raise UserError(f"The promoted model {folder} is gone.", "Promote another: leadcast promote VERSION.")
    return folder


def set_champion(models: Path, champion: Champion) -> None:
    """Let `champion` serve from now on; a reader sees the old one or the new one, never half of it."""
    models.mkdir(parents=True, exist_ok=True)
    unfinished = models / f".{POINTER}.{os.getpid()}"
    said = {"version": champion.version, "promoted_at": champion.promoted_at.isoformat()}
    unfinished.write_text(json.dumps(said), encoding="utf-8")
    unfinished.replace(models / POINTER)
