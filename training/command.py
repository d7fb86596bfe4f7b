"""The commands that learn: `train`, `promote`. Each imports what it needs when it runs."""

from datetime import UTC, datetime
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
    home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_of: AsOf = "", as_json: AsJson = False
) -> None:
    """Choose, fit and register a model from what was known by a moment. The first one serves at once."""
    from history.home import Home

    place = Home(home, database_url)
    train_at(place, as_of, as_json)


def train_at(place: "Home", as_of: str, as_json: bool) -> None:
    import tempfile

    from history.home import checked
    from history.opening import moment_of, read_history
    from history.snapshot import write
    from models.champion import read_champion
    from training.fit import said, train
    from training.settings import Task
    from training.track import log_bundle

    history = read_history(place)
    task = checked(Task, place.table("intent"), f"{place.settings_file}, [intent]")
    moment = moment_of(as_of, history)
    with progress_bars() as progress, tempfile.TemporaryDirectory() as work:
        snapshot = write(history.known_by(moment), place.snapshots)
        step = stepper(progress)
        bundle = train(history, task, moment, snapshot.hash, step)
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
        promote_version(place, version, force=False)
    else:
        err.print(f"To let it serve: leadcast promote {version}")


def promote(
    version: Annotated[str, typer.Argument(help="A registered version, as `leadcast train` named it.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    force: Annotated[bool, typer.Option("--force", help="Promote although the gate objects.")] = False,
) -> None:
    """Let a registered version serve, if it passes the gate."""
    from history.home import Home

    promote_version(Home(home, database_url), version, force=force)


def promote_version(place: "Home", version: str, *, force: bool) -> None:
    from history.errors import UserError
    from history.opening import read_history
    from training.promote import promote

    promotion = promote(
        place.models, place.runs, version, promoted_at=datetime.now(UTC), probe=read_history(place), force=force
    )
    if not promotion.accepted:
        hint = f"To let it serve all the same: leadcast promote {version} --force."
        raise UserError(f"Version {version} was not promoted: {'; '.join(promotion.reasons)}.", hint)
    err.print(f"Version {version} serves now.")
