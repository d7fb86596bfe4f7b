"""The command `backup`. It imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json


def backup(
    folder: Annotated[Path, typer.Argument(help="Where to; a folder that is not there yet.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    database: Annotated[
        bool, typer.Option("--database/--no-database", help="Without it, settings, models and the registry only.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Copy settings, history and models into a folder, while the service runs. The folder is a home of its own."""
    from history.copies.backup import back_up
    from history.home import Home

    with err.status("Copying"):
        made = back_up(Home(home, database_url), folder, database=database)
    if as_json:
        print_json(made.to_json())
        return
    what = str(home) if made.database else f"{home} without its database"
    out.print(f"{made.folder}: {what}, {made.files:,} files, {made.bytes:,} bytes.", soft_wrap=True)
