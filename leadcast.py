"""The command line of Leadcast, and its version."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.text import Text

from history import command as record
from history.console import DEFAULT_HOME, HomeFolder, err
from history.copies.command import backup
from history.forgetting.command import forget
from scrapers import command as collector
from serving import command as answers
from serving.grades.command import grades
from serving.keys_command import keys_app
from serving.outreach.command import plays_app
from serving.push.command import push_app
from serving.today.command import today
from training import command as learning
from training import promote_command
from training.backtest_command import backtest_app

__version__ = "0.1.0"

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Example: leadcast demo",
)
app.command(epilog="Example: leadcast init --home sales")(record.init)
app.command("import", epilog="Example: leadcast import exports/crm --sql examples/olist")(record.import_)
app.command(epilog="Example: leadcast doctor --lang zh")(record.doctor)
app.add_typer(collector.watch, name="watch", epilog="Example: leadcast watch add https://www.example.com --account A1")
app.command(epilog="Example: leadcast collect --schedule")(collector.collect)
app.command(epilog="Example: leadcast reread --account A1")(collector.reread)
app.command(epilog="Example: leadcast patents ipg260106.xml")(collector.patents)
app.command(epilog="Example: leadcast signals --account A1")(collector.signals)
app.command(epilog="Example: leadcast train --trials 50 --timeout 600")(learning.train)
app.command(epilog="Example: leadcast promote 3")(promote_command.promote)
app.command(epilog="Example: leadcast monitor --lang zh")(promote_command.monitor)
app.add_typer(backtest_app, name="backtest")
app.command(epilog="Example: leadcast grades --lang zh")(grades)
app.command(epilog="Example: leadcast score --out scores.csv")(answers.score)
app.command(epilog="Example: leadcast today --region 华东 --lang zh")(today)
app.command(epilog='Example: leadcast sandbox "下周新增200条线索"')(answers.sandbox)
app.command(epilog="Example: leadcast serve --port 8000")(answers.serve)
app.add_typer(keys_app, name="keys", epilog="Example: leadcast keys create --name CRM --scope score")
app.add_typer(push_app, name="push", epilog="Example: leadcast push digest --dry-run")
app.add_typer(plays_app, name="plays", epilog="Example: leadcast plays show A1")
app.command(epilog="Example: leadcast forget A1 --dry-run")(forget)
app.command(epilog="Example: leadcast backup backups/2026-01-12")(backup)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"leadcast {__version__}")
        raise typer.Exit


@app.callback()
def leadcast(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which release this is.")
    ] = False,
) -> None:
    """Which accounts buy in the next 7 days, and what a plan does to each region's win probability."""


@app.command(epilog="Example: leadcast demo --port 8000")
def demo(
    home: HomeFolder = DEFAULT_HOME / "demo",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    accounts: Annotated[int, typer.Option("--accounts", min=50, help="How many companies the world has.")] = 600,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another world.")] = 7,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the planner page at the end.")] = True,
) -> None:
    """Simulate a history, import it, train on it, and serve the planner page: everything once, on made-up data."""
    from history.home import Home
    from history.simulator import WorldConfig, simulate, write_export
    from models.champion import read_champion

    place = Home(home)
    if read_champion(place.models) is None:
        err.print("Simulating a world of made-up companies", soft_wrap=True)
        world = place.folder / "world"
        world.mkdir(parents=True, exist_ok=True)
        write_export(simulate(WorldConfig(accounts=accounts), seed), world)
        (world / "sql" / "leadcast.toml").write_bytes((world / "leadcast.toml").read_bytes())
        record.import_(world / "export", world / "sql", home)
        learning.train_at(place, "", as_json=False)
    if serve:
        answers.serve_home(place, "127.0.0.1", port, "")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line with `arguments` (default: the process's own) and end with its exit status.

    What a user can mend is said in a sentence, everything else goes to a log file.
    """
    logging.captureWarnings(True)
    from history.errors import UserError

    try:
        app(arguments)
    except UserError as error:
        err.print(Text("Error:", style="bold red"), error.message, soft_wrap=True)
        if error.hint:
            err.print(error.hint, soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            _report()
        err.print(Text("Error:", style="bold red"), f"{error.filename}: {error.strerror}.", soft_wrap=True)
        err.print("Check the path, who may write there, and the room on the disk.", soft_wrap=True)
        sys.exit(1)
    except Exception:  # the last line of defence: no traceback reaches a user
        _report()


def _report() -> NoReturn:
    """Keep the traceback of what went wrong, and end."""
    log = Path("leadcast-error.log").resolve()
    log.write_text(traceback.format_exc(), encoding="utf-8")
    err.print(f"Something went wrong that should not. Please report it with {log}.", soft_wrap=True)
    sys.exit(70)


if __name__ == "__main__":
    main()
