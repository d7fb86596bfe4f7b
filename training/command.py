"""The command that learns: `train`. It imports what it needs when it runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from history.console import (
    DEFAULT_HOME,
    AsJson,
    AsOf,
    Database,
    HomeFolder,
    err,
    out,
    print_json,
    progress_bars,
    stepper,
)

if TYPE_CHECKING:
    from history.home import Home


def train(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    snapshot: Annotated[
        str, typer.Option("--snapshot", help="Rebuild: train from this stored snapshot, named by its hash.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Choose, fit and register a model from what was known by a moment. The first one serves at once.

    From one snapshot, as of the same moment and with the same [intent] settings, every file of the model is the same to
    the byte. With --snapshot and without --as-of, the moment is that of the latest version trained from it.
    """
    from history.home import Home

    place = Home(home, database_url)
    train_at(place, as_of, as_json, snapshot)


def train_at(place: "Home", as_of: str, as_json: bool, snapshot: str = "") -> None:
    import tempfile

    from history.home import checked
    from history.opening import moment_of, read_history
    from history.snapshot import read, write
    from models.champion import read_champion
    from training.fit import said, train
    from training.promote_command import promote_version
    from training.rebuild import stored
    from training.settings import Task
    from training.track import log_bundle

    history, as_of = stored(place, snapshot, as_of) if snapshot else (read_history(place), as_of)
    task = checked(Task, place.table("intent"), f"{place.settings_file}, [intent]")
    moment = moment_of(as_of, history)
    with progress_bars() as progress, tempfile.TemporaryDirectory() as work:
        kept = write(history.known_by(moment), place.snapshots)
        bundle = train(read(kept.path), task, moment, kept.hash, stepper(progress))
        version = log_bundle(place.runs, bundle, Path(work))
    first = read_champion(place.models) is None
    if as_json:
        print_json({"version": version, **bundle.card})
    else:
        out.print(f"Version {version}: {said(bundle).en}", soft_wrap=True)
        out.print(f"{said(bundle).zh}", soft_wrap=True)
        if bundle.card["win"]:
            out.print(f"No sandbox: {bundle.card['win']}", soft_wrap=True)
    if first:
        promote_version(place, version, show=False)
    else:
        err.print(f"To let it serve: leadcast promote {version}")
