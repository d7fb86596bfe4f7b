"""`leadcast today`: the morning list in the terminal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from history.console import DEFAULT_HOME, AsJson, AsOf, Database, HomeFolder, Language, err, out

if TYPE_CHECKING:
    from serving.today.today import Morning


# Nine: each of them is an option that Typer shows.
def today(
    rep: Annotated[str, typer.Option("--rep", help="Only what this rep looks after: an id, or a name.")] = "",
    region: Annotated[str, typer.Option("--region", help="Only this region, by any of its names.")] = "",
    limit: Annotated[int | None, typer.Option("--limit", min=1, max=500, help="How many accounts.")] = None,
    destination: Annotated[Path | None, typer.Option("--out", help="Write the accounts into a CSV file.")] = None,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Whom to call first and why, which open leads slip, what is new since yesterday, where conversion fell."""
    from history.home import Home, existing
    from models.today.result import Wanted
    from serving.today.opened import open_morning
    from serving.today.terminal import render

    with err.status("Making the list"):
        morning = open_morning(existing(Home(home, database_url)), as_of)
        most = limit or morning.making.settings.limit
        found = morning.today(Wanted(_rep(morning, rep), _region(morning, region), most))
    if destination:
        from serving.today.csv import csv_of

        destination.write_text(csv_of(found.top), encoding="utf-8", newline="")
        err.print(f"{len(found.top):,} rows in {destination}", soft_wrap=True)
    elif as_json:
        from serving.schemas.today import TodayOut

        typer.echo(json.dumps(TodayOut.of(found).model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1))
    else:
        render(found, lang, out, morning.ground.known.business)


def _rep(morning: "Morning", asked: str) -> str | None:
    """The id of the rep with that id or name.

    Raises:
        UserError: there is none, or several have that name.
    """
    from history.errors import UserError

    if not asked or asked in morning.known_reps:
        return asked or None
    named = morning.reps_named(asked)
    if len(named) == 1:
        return named[0]
    if named:
        raise UserError(f"{len(named)} reps are called {asked!r}.", f"Give an id: {', '.join(named)}.")
    raise UserError(f"The history knows no rep {asked!r}.", "Give a rep's id or name as the history has it.")


def _region(morning: "Morning", asked: str) -> str | None:
    """The history's own name of the region that is called so.

    Raises:
        UserError: there is none.
    """
    from history.errors import UserError

    known, names = morning.bundle.spec.regions, morning.ground.known.business.names
    found = names.own(asked, known) if asked else None
    if asked and found is None:
        told = ", ".join(map(names.told, known)) or "none"
        raise UserError(f"The history knows no region {asked!r}.", f"It knows: {told}.")
    return found
