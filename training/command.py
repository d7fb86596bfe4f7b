"""The command that learns: `train`. It imports what it needs when it runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

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
    search_bar,
    stepper,
)

if TYPE_CHECKING:
    from rich.progress import Progress

    from history.home import Home
    from models.artifact import Bundle
    from training.learning.tuning import Tuner
    from training.settings import Task


class Search(NamedTuple):
    """How long to search for settings: so many trials more, none begun after `timeout` seconds (0: no bound)."""

    trials: int = 0
    timeout: float = 0


NO_SEARCH = Search()


# Seven: each of them is an option that Typer shows.
def train(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    snapshot: Annotated[
        str, typer.Option("--snapshot", help="Rebuild: train from this stored snapshot, named by its hash.")
    ] = "",
    trials: Annotated[
        int, typer.Option("--trials", min=0, help="First search better settings of trees: so many trials more.")
    ] = 0,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Begin no trial after so many seconds of search; 0: no bound.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Choose, fit and register a model from what was known by a moment. The first one serves at once.

    From one snapshot, as of the same moment and with the same [intent] settings, every file of the model is the same to
    the byte. With --snapshot and without --as-of, the moment is that of the latest version trained from it.

    With --trials, settings of trees are searched first, forward in time; better ones are taken only if they save more
    than a standard error. Trials are kept: running it again on the same rows adds to them. ^C ends the search alone.
    """
    from history.home import Home, existing

    place = existing(Home(home, database_url))
    train_at(place, as_of, as_json, snapshot, Search(trials, timeout))


def train_at(place: "Home", as_of: str, as_json: bool, snapshot: str = "", asked: Search = NO_SEARCH) -> None:
    from models.champion import read_champion
    from training.promote_command import promote_version

    version, bundle = _trained(place, as_of, snapshot, asked)
    first = read_champion(place.models) is None
    if as_json:
        print_json({"version": version, **bundle.card})
    else:
        _show(version, bundle)
    if first:
        promote_version(place, version, show=False)
    else:
        err.print(f"To let it serve: leadcast promote {version}")


def _trained(place: "Home", as_of: str, snapshot: str, asked: Search) -> tuple[str, "Bundle"]:
    """The new version and its bundle. A rebuilt one grows trees as they were found when it was trained first."""
    import tempfile

    from history.copies.snapshot import read, write
    from history.home import checked
    from history.opening import moment_of, read_history
    from training.fit import train
    from training.rebuild import searched, stored
    from training.settings import Task
    from training.track import log_bundle

    history, as_of = stored(place, snapshot, as_of) if snapshot else (read_history(place), as_of)
    task = checked(Task, place.table("intent"), f"{place.settings_file}, [intent]")
    moment = moment_of(as_of, history)
    with progress_bars() as progress, tempfile.TemporaryDirectory() as work:
        kept = write(history.known_by(moment), place.snapshots)
        tuner = _tuner(place, task, asked, progress)
        if snapshot and tuner is None:
            tuner = searched(place, kept.hash, task, moment)
        bundle = train(read(kept.path), task, moment, kept.hash, stepper(progress), tuner)
        return log_bundle(place.runs, bundle, Path(work)), bundle


def _tuner(place: "Home", task: "Task", asked: Search, progress: "Progress") -> "Tuner | None":
    """The search that is asked for, None if none is."""
    from history.errors import UserError

    if not asked.trials:
        if asked.timeout:
            raise UserError("--timeout bounds a search, and none was asked for.", "Add --trials, such as --trials 50.")
        return None
    from training.learning.search import Budget, search

    budget, watch = Budget(asked.trials, asked.timeout or None), search_bar(progress)
    return lambda data, horizon: search(data, horizon, task.boosting, place.studies, budget, watch)


def _show(version: str, bundle: "Bundle") -> None:
    from training.fit import said

    out.print(f"Version {version}: {said(bundle).en}", soft_wrap=True)
    out.print(f"{said(bundle).zh}", soft_wrap=True)
    if found := bundle.card["search"]:
        out.print(f"Search, {found['tried']} trials: {found['because']['en']}", soft_wrap=True)
        out.print(f"参数搜索，共 {found['tried']} 次：{found['because']['zh']}", soft_wrap=True)
    if bundle.card["win"]:
        out.print(f"No sandbox: {bundle.card['win']}", soft_wrap=True)
