"""What all commands share: the options every one of them has, where they print, and their progress bars."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

# What is printed comes from users' files and the web as well: brackets in it are no markup.
out, err = Console(markup=False), Console(stderr=True, markup=False)

HomeFolder = Annotated[
    Path, typer.Option("--home", envvar="LEADCAST_HOME", help="Folder of all state: settings, database, models.")
]
Database = Annotated[
    str,
    typer.Option("--database-url", envvar="LEADCAST_DATABASE_URL", help="A PostgreSQL to use instead of SQLite."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for a program.")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="The moment to answer for, e.g. 2026-01-12; default: that of the newest row.")
]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language of the answer.")]
DEFAULT_HOME = Path(".leadcast")


def print_json(value: Any) -> None:
    """The answer for a program; times as ISO 8601."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_text))


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def progress_bars() -> Progress:
    """Bars on standard error, gone when the work is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, transient=True)


def stepper(progress: Progress) -> Callable[[str, int, int], None]:
    """A callback (what, done, total) that keeps one bar a task."""
    tasks: dict[str, Any] = {}

    def step(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = progress.add_task(what, total=total or None)
        progress.update(tasks[what], completed=done, total=total or None)

    return step


def search_bar(progress: Progress) -> Callable[[int, int, float | None], None]:
    """A callback (done, total, best) that keeps one bar for a search, which shows the least loss found so far."""
    tasks: list[Any] = []

    def step(done: int, total: int, best: float | None) -> None:
        found = "" if best is None else f", best log loss {best:.5f}"
        if not tasks:
            tasks.append(progress.add_task("", total=total))
        progress.update(tasks[0], completed=done, total=total, description=f"searching settings (^C ends it{found})")

    return step
