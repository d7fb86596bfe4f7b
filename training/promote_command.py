"""The commands that keep a good model serving: `promote`, `monitor`. Each imports what it needs when it runs."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from history.console import (
    DEFAULT_HOME,
    AsJson,
    AsOf,
    Database,
    HomeFolder,
    Language,
    err,
    out,
    print_json,
    progress_bars,
    stepper,
)

if TYPE_CHECKING:
    from history.home import Home
    from training.promote import Place


def promote(
    version: Annotated[str, typer.Argument(help="A registered version; without one, all are listed.")] = "",
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    revert: Annotated[bool, typer.Option("--revert", help="Go back to the champion before the present one.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Promote although the gate objects; it is recorded.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let a registered version serve, if it passes the gate; without one, list them with what the gate said.

    --revert goes back to the champion before the present one without asking the gate; again, and it goes further back.
    """
    from history.errors import UserError
    from history.home import Home, existing

    place = existing(Home(home, database_url))
    if version and revert:
        raise UserError("--revert goes back by itself.", "Name a version or --revert, not both.")
    if revert:
        _revert(place, as_json)
    elif version:
        promote_version(place, version, force=force, as_json=as_json)
    else:
        _list(place, as_json)


def _place(home: "Home") -> "Place":
    from history.home import checked
    from training.promote import Place
    from training.settings import Gate

    gate = checked(Gate, home.table("gate"), f"{home.settings_file}, [gate]")
    return Place(home.models, home.runs, gate)


def promote_version(
    home: "Home", version: str, *, force: bool = False, as_json: bool = False, show: bool = True
) -> None:
    """Ask the gate, show what it said (unless it has nothing against it and `show` is off), and obey.

    Raises:
        UserError: it may not.
    """
    from history.audit.commands import noted
    from history.errors import UserError
    from history.opening import read_history
    from training.monitoring.shown import verdicts_table
    from training.promote import promote

    place, history, now = _place(home), read_history(home), datetime.now(UTC)
    command = f"leadcast promote{' --force' if force else ''}"
    with noted(home.url, command, now) as note, progress_bars() as progress:
        step = stepper(progress)
        done = promote(place, version, history, promoted_at=now, force=force, progress=step)
        note.subject, note.status = done.version, int(not done.accepted)
    if as_json:
        print_json(done.to_json())
    elif show or done.failed:
        (out if show else err).print(verdicts_table(done.verdicts))
    if not done.accepted:
        failed = "; ".join(verdict.title.en for verdict in done.failed)
        hint = f"To let it serve all the same: leadcast promote {version} --force."
        raise UserError(f"Version {version} was not promoted. It did not pass: {failed}.", hint)
    err.print(f"Version {version} serves now{', although the gate objected' if done.failed else ''}.")


def _revert(home: "Home", as_json: bool) -> None:
    from history.audit.commands import noted
    from training.promote import revert

    now = datetime.now(UTC)
    with noted(home.url, "leadcast promote --revert", now) as note:
        champion = revert(_place(home), now)
        note.subject = champion.version
        err.print(f"Version {champion.version} serves again.")
    if as_json:
        print_json(champion.to_json())


def _list(home: "Home", as_json: bool) -> None:
    from training.monitoring.shown import versions_table
    from training.promote import listed

    found = listed(_place(home))
    if as_json:
        print_json(found)
        return
    out.print(versions_table(found) if found else "No version is registered yet. Train one: leadcast train.")


def monitor(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """How the model that serves has done since it was trained: drift, realised calibration, whether to retrain."""
    from history.home import Home, existing
    from history.opening import moment_of, read_history
    from models.artifact import load
    from models.champion import champion_folder
    from training.monitoring.monitor import monitor
    from training.monitoring.shown import show_monitored

    place = existing(Home(home, database_url))
    bundle, history = load(champion_folder(place.models)), read_history(place)
    found = monitor(bundle, history, moment_of(as_of, history))
    if as_json:
        print_json(found.to_json())
    else:
        show_monitored(found, lang)
