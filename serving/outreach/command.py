"""The commands about plays: `plays list`, `check`, `show`. They import what they need when they run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from history.console import DEFAULT_HOME, AsJson, AsOf, Database, HomeFolder, Language, err, out, print_json

if TYPE_CHECKING:
    from history.home import Home
    from history.record import History
    from models.dossier import Dossier
    from models.plans import Library, Outreach, Planned

plays_app = typer.Typer(
    help="The plays that plans of outreach are made from, and the plans of one account.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@plays_app.command("list", epilog="Example: leadcast plays list --lang zh")
def list_(home: HomeFolder = DEFAULT_HOME, lang: Language = "en", as_json: AsJson = False) -> None:
    """All plays: those that come along, with those of the home's own file."""
    from history.home import Home, existing
    from models.plans import load_library, outreach_of
    from models.plans.channels import CHANNELS

    # What comes along can be read before there is any home.
    place = Home(home) if home == DEFAULT_HOME else existing(Home(home))
    library = load_library(outreach_of(place).plays)
    if as_json:
        print_json([play.model_dump(mode="json", exclude_none=True) for play in library.plays.values()])
        return
    # On a narrow screen cells go on in the next line; a play stays whole, since a file of one's own names it.
    names = ("play", "kind", "role", "channel", "title")
    table = Table(*(Column(name, overflow="fold", no_wrap=name == "play") for name in names), box=None)
    for play in library.plays.values():
        role, channel = getattr(library.roles[play.role], lang), getattr(CHANNELS[play.channel], lang)
        table.add_row(play.id, play.kind, role, channel, getattr(play.title, lang))
    out.print(table)


@plays_app.command(epilog="Example: leadcast plays check plays.yaml")
def check(file: Annotated[Path, typer.Argument(help="A file of plays.")], as_json: AsJson = False) -> None:
    """Look at a file of plays: every fault by its play and field, and who would get fewer than three plans."""
    from models.plans import load_library
    from models.plans.library import thin_states

    library = load_library(file)
    thin = thin_states(library)
    if as_json:
        print_json({"plays": len(library.plays), "fewer_than_three": thin})
        return
    out.print(f"{len(library.plays)} plays, all as they should be.", soft_wrap=True)
    for state in thin:
        err.print(
            f"Fewer than three plans fit a customer with {state}: add plays that ask for no more than that, unlike in "
            "role or channel, or write `extends: default`.",
            soft_wrap=True,
        )


@plays_app.command(epilog="Example: leadcast plays show A1 --lang zh")
def show(
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The id of an account or a lead.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """The three plans of an account or a lead, as of a moment."""
    from history.home import Home, existing
    from history.opening import moment_of, read_history
    from models.dossier import dossiers
    from models.plans import load_library, outreach_of
    from serving.outreach.terminal import render

    place = existing(Home(home, database_url))
    outreach = outreach_of(place)
    library, history = load_library(outreach.plays), read_history(place)
    moment = moment_of(as_of, history)
    entity = _entity(history, name)
    dossier = dossiers(history, entity, [name], moment)[name]
    planned = _planned(place, outreach, history, library, dossier)
    if as_json:
        print_json(_as_json(dossier, planned))
        return
    render(dossier, planned, lang, out)


def _entity(history: "History", name: str) -> Any:
    from history.errors import UserError

    for entity in ("account", "lead"):
        if (history[f"{entity}s"][f"{entity}_id"] == name).any():
            return entity
    raise UserError(f"{name!r} is no account and no lead.", "`leadcast score` lists those there are.")


def _planned(
    place: "Home", outreach: "Outreach", history: "History", library: "Library", dossier: "Dossier"
) -> "Planned":
    """The plans, reworded where the settings ask for it."""
    import os
    from dataclasses import replace

    import pandas as pd

    from history.outreach.log import OutreachLog
    from models.plans import open_context, plan_or_hold_out
    from serving.outreach.rewrite import Rewriter, rewrite_key

    with OutreachLog.open(place.url) as log:
        logged = [(each.play, each.outcome) for each in log.until(dossier.as_of)]
    context = open_context(history, outreach, pd.Timestamp(dossier.as_of), logged)
    found = plan_or_hold_out(dossier, library, context)
    if outreach.rewrite is None:
        return found
    rewriter = Rewriter(outreach.rewrite, rewrite_key(outreach, os.environ))
    return replace(found, plans=rewriter.reworded(found.plans))


def _as_json(dossier: "Dossier", planned: "Planned") -> dict[str, Any]:
    from serving.schemas.outreach import PlanOut

    plans = [PlanOut.of(plan).model_dump(mode="json") for plan in planned.plans]
    return {"id": dossier.id, "as_of": dossier.as_of.isoformat(), "held_out": planned.held_out, "plans": plans}
