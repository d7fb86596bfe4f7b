"""A promotion played in a folder of its own, so that nothing that serves is touched."""

from datetime import datetime
from pathlib import Path

from history.record import History
from models.artifact import Bundle, save
from models.champion import Champion, set_champion
from training.learning.candidates import Progress
from training.promote import Place, Promotion, promote
from training.settings import Gate
from training.track import log_bundle

# What is called so in the rehearsal, whatever its numbers are elsewhere.
CHAMPION, CANDIDATE = "1", "2"


def rehearse(
    folder: Path,
    bundles: tuple[Bundle, Bundle],
    history: History,
    gate: Gate,
    promoted_at: datetime,
    progress: Progress | None = None,
) -> tuple[Place, Promotion]:
    """Let the first of `bundles` serve in the empty `folder` and promote the second; where, and what came of it.

    The registry there holds the champion as version 1 and the candidate as version 2.
    """
    place = Place(folder / "models", folder / "mlruns", gate)
    for version, bundle in zip((CHAMPION, CANDIDATE), bundles, strict=True):
        log_bundle(place.runs, bundle, folder / f"files-{version}")
    save(bundles[0], place.models / CHAMPION)
    set_champion(place.models, Champion(CHAMPION, promoted_at))
    return place, promote(place, CANDIDATE, history, promoted_at=promoted_at, progress=progress)
