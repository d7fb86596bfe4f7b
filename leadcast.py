"""The command line of Leadcast, and its version."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

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
from scrapers import command as collector

if TYPE_CHECKING:
    import pandas as pd

    from history.home import Home
    from history.record import History
    from history.store import Store
    from models.artifact import Bundle

__version__ = "0.1.0"

app = typer.Typer(
    help="Which accounts buy in the next 7 days, and what a plan does to each region's win probability.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _home(folder: Path, database_url: str) -> "Home":
    from history.home import Home

    return Home(folder, database_url)


def _open_store(home: "Home") -> "Store":
    from history.store import Store

    home.folder.mkdir(parents=True, exist_ok=True)
    return Store.open(home.url)


def _read(home: "Home") -> "History":
    """The whole history; a UserError says so when there is none."""
    from history.errors import UserError

    with _open_store(home) as store:
        history = store.read(home.business)
    if history.last_recorded is None:
        raise UserError("The history is empty.", "Import an export first: leadcast import DIR --sql SQL_DIR.")
    return history


def _moment(text: str, history: "History") -> "pd.Timestamp":
    """The cut-off that `text` names, in business time; without one, the moment of the newest row."""
    import pandas as pd

    from history.errors import UserError

    if not text and history.last_recorded is not None:
        return history.last_recorded
    try:
        moment = pd.Timestamp(text)
    except ValueError:
        raise UserError(f"{text!r} is no moment.", "Write it as 2026-01-12 or 2026-01-12T09:00.") from None
    zone = history.business.time_zone
    return (moment.tz_localize(zone) if moment.tzinfo is None else moment).tz_convert("UTC")


@app.command(epilog="Example: leadcast init --home sales")
def init(home: HomeFolder = DEFAULT_HOME) -> None:
    """Write leadcast.toml, with a comment on every setting, into the home folder."""
    from history.home import start_home

    place = _home(home, "")
    if start_home(place):
        out.print(f"Wrote {place.settings_file}. Edit it, then: leadcast import DIR --sql SQL_DIR", soft_wrap=True)
    else:
        out.print(f"{place.settings_file} is there already; left as it is.", soft_wrap=True)


@app.command("import", epilog="Example: leadcast import exports/crm --sql examples/olist")
def import_(
    export: Annotated[Path, typer.Argument(help="Folder with the exported files (CSV, Parquet, JSON).")],
    sql: Annotated[Path, typer.Option("--sql", help="Folder with one <table>.sql per table.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Fill the history from a CRM export. Bad rows go to a rejects file with their reason, all others go in.

    A home without settings takes the leadcast.toml of the SQL folder.
    """
    from history.home import SETTINGS_FILE, start_home
    from history.imports import import_export

    place, now = _home(home, database_url), datetime.now(UTC)
    settings = sql / SETTINGS_FILE
    if start_home(place, settings if settings.exists() else None):
        err.print(f"Settings: {place.settings_file}", soft_wrap=True)
    rejects = place.folder / "rejects" / f"{now:%Y%m%dT%H%M%S}.csv"
    with _open_store(place) as store, progress_bars() as progress:
        step = stepper(progress)
        report = import_export(
            store,
            place.business,
            export,
            sql,
            rejects=rejects,
            imported_at=now,
            progress=lambda table, rows: step(table, rows, 0),
        )
    if as_json:
        print_json(report.as_json())
        return
    table = Table("table", "read", "new", "unchanged", "rejected")
    for name, counts in report.tables.items():
        table.add_row(name, *(f"{n:,}" for n in (counts.read, counts.new, counts.unchanged, counts.rejected)))
    out.print(table)
    for note in report.notes:
        out.print(note, soft_wrap=True)
    if report.rejects:
        out.print(f"Rejected rows, with their reasons: {report.rejects}", soft_wrap=True)


@app.command(epilog="Example: leadcast doctor --lang zh")
def doctor(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Examine the history: what is doubtful in it, how much of it, with examples."""
    from history.doctor import examine

    history = _read(_home(home, database_url))
    findings = examine(history, _moment(as_of, history))
    if as_json:
        print_json([finding.to_json() for finding in findings])
        return
    table = Table("", "rule", "rows", "finding")
    for finding in findings:
        message = finding.message_zh if lang == "zh" else finding.message_en
        table.add_row(finding.severity, finding.rule, f"{finding.count:,}", message)
    out.print(table if findings else "Nothing to complain about.")


app.add_typer(collector.watch, name="watch")
app.command(epilog="Example: leadcast collect --schedule")(collector.collect)
app.command(epilog="Example: leadcast patents ipg260106.xml")(collector.patents)
app.command(epilog="Example: leadcast signals --account A1")(collector.signals)


@app.command(epilog="Example: leadcast train --as-of 2026-01-12")
def train(
    home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_of: AsOf = "", as_json: AsJson = False
) -> None:
    """Choose, fit and register a model from what was known by a moment. The first one serves at once."""
    place = _home(home, database_url)
    _train(place, as_of, as_json)


def _train(place: "Home", as_of: str, as_json: bool) -> None:
    import tempfile

    from history.home import checked
    from history.snapshot import write
    from models.champion import read_champion
    from training.fit import said, train
    from training.settings import Task
    from training.track import log_bundle

    history = _read(place)
    task = checked(Task, place.table("intent"), f"{place.settings_file}, [intent]")
    moment = _moment(as_of, history)
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
        _promote(place, version, force=False)
    else:
        err.print(f"To let it serve: leadcast promote {version}")


@app.command(epilog="Example: leadcast promote 3")
def promote(
    version: Annotated[str, typer.Argument(help="A registered version, as `leadcast train` named it.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    force: Annotated[bool, typer.Option("--force", help="Promote although the gate objects.")] = False,
) -> None:
    """Let a registered version serve, if it passes the gate."""
    _promote(_home(home, database_url), version, force=force)


def _promote(place: "Home", version: str, *, force: bool) -> None:
    from history.errors import UserError
    from training.promote import promote

    promotion = promote(
        place.models, place.runs, version, promoted_at=datetime.now(UTC), probe=_read(place), force=force
    )
    if not promotion.accepted:
        hint = f"To let it serve all the same: leadcast promote {version} --force."
        raise UserError(f"Version {version} was not promoted: {'; '.join(promotion.reasons)}.", hint)
    err.print(f"Version {version} serves now.")


@app.command(epilog="Example: leadcast backtest --protocol examples/olist/protocol.toml --home olist")
def backtest(
    protocol: Annotated[Path, typer.Option("--protocol", help="A protocol.toml: the question, and which dates.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    destination: Annotated[
        Path | None, typer.Option("--out", help="Folder of the report; default: backtests/ in the home.")
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Judge the model forward in time beside the baselines: learn up to one date, test on what came after it."""
    from training.backtest import backtest
    from training.protocol import read_protocol
    from training.report import write_report

    place = _home(home, database_url)
    asked = read_protocol(protocol, place.business)
    with progress_bars() as progress:
        found = backtest(_read(place), asked, progress=stepper(progress))
    _, page = write_report(found, destination or place.folder / "backtests" / asked.name)
    report = found.to_json()
    if as_json:
        print_json(report)
        return
    names = ("auc", "pr_auc", "log_loss", "brier", "ece", "lift_5", "lift_10")
    table = Table("model", *names)
    for model in report["models"]:
        label = model["name_zh"] if lang == "zh" else model["name"]
        table.add_row(label, *(f"{model['metrics'][name]['value']:.4f}" for name in names))
    out.print(table)
    out.print(report["verdict"][lang], soft_wrap=True)
    for note in report["notes"]:
        out.print(note[lang], soft_wrap=True)
    out.print(f"The whole report: {page}", soft_wrap=True)


@app.command(epilog="Example: leadcast score --out scores.csv")
def score(
    destination: Annotated[
        Path | None, typer.Option("--out", help="A CSV file; else the first twenty are shown.")
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Score everybody as of a moment: probability to buy within the horizon, interval, grade."""
    from models.artifact import load
    from models.champion import champion_folder
    from models.ranking import score_all

    place = _home(home, database_url)
    history, bundle = _read(place), load(champion_folder(place.models))
    moment = _moment(as_of, history)
    scores = score_all(history, bundle, moment)
    if scores.empty:
        err.print(f"Nobody is there to be scored as of {moment}; try an earlier --as-of.", soft_wrap=True)
    if destination:
        scores.to_csv(destination, index=False, encoding="utf-8-sig")
        err.print(f"{len(scores):,} scores in {destination}", soft_wrap=True)
    elif as_json:
        print_json(scores.to_dict("records"))
    elif len(scores):
        _show_best(history, bundle, moment, lang)


def _show_best(history: "History", bundle: "Bundle", moment: "pd.Timestamp", lang: Language) -> None:
    from serving.listing import top
    from serving.live import ScoreBook

    out.print(top(ScoreBook.open(history, bundle, moment), lang, history.business.time_zone, limit=20))


@app.command(epilog='Example: leadcast sandbox "下周新增200条线索"')
def sandbox(
    question: Annotated[str, typer.Argument(help="The plan in words, Chinese or English.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="Default: the question's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask what a plan would do: a heatmap of win probability by region and industry, wins by week, load."""
    from models.artifact import load
    from models.champion import champion_folder
    from models.question import Vocabulary, understand
    from models.sandbox import Sandbox
    from serving.terminal import render

    place = _home(home, database_url)
    history = _read(place)
    with err.status("Opening the sandbox"):
        bundle = load(champion_folder(place.models))
        box = Sandbox.open(history, bundle, _moment(as_of, history))
    scenario = understand(question, Vocabulary(box.regions, box.industries), box.today.date())
    forecast = box.forecast(scenario)
    if as_json:
        print_json(forecast.to_json())
        return
    spoken: Literal["zh", "en"] = "en" if question.isascii() else "zh"
    render(forecast, lang or spoken, out, simulated=history.business.simulated)


@app.command(epilog="Example: leadcast demo --port 8000")
def demo(
    home: HomeFolder = DEFAULT_HOME / "demo",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    accounts: Annotated[int, typer.Option("--accounts", min=50, help="How many companies the world has.")] = 600,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another world.")] = 7,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the planner page at the end.")] = True,
) -> None:
    """Simulate a history, import it, train on it, and serve the planner page: everything once, on made-up data."""
    from history.simulator import WorldConfig, simulate, write_export
    from models.champion import read_champion

    place = _home(home, "")
    if read_champion(place.models) is None:
        err.print("Simulating a world of made-up companies", soft_wrap=True)
        world = place.folder / "world"
        world.mkdir(parents=True, exist_ok=True)
        write_export(simulate(WorldConfig(accounts=accounts), seed), world)
        (world / "sql" / "leadcast.toml").write_bytes((world / "leadcast.toml").read_bytes())
        import_(world / "export", world / "sql", home)
        _train(place, "", as_json=False)
    if serve:
        _serve(place, "127.0.0.1", port, "")


@app.command(epilog="Example: leadcast serve --port 8000")
def serve(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    host: Annotated[str, typer.Option("--host", help="A loopback address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    as_of: AsOf = "",
) -> None:
    """Serve the planner page and the API on loopback."""
    _serve(_home(home, database_url), host, port, as_of)


def _serve(place: "Home", host: str, port: int, as_of: str) -> None:
    from serving.app import serve
    from serving.settings import Settings

    settings = Settings(
        database_url=place.url,
        models_dir=place.models,
        business=place.business,
        started_at=datetime.now(UTC),
        as_of=_moment(as_of, _read(place)).to_pydatetime() if as_of else None,
        version=__version__,
    )
    serve(settings, host, port, lambda address: out.print(f"Planner page: {address}", soft_wrap=True))


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
    except Exception:  # the last line of defence: no traceback reaches a user
        log = Path("leadcast-error.log").resolve()
        log.write_text(traceback.format_exc(), encoding="utf-8")
        err.print(f"Something went wrong that should not. Please report it with {log}.", soft_wrap=True)
        sys.exit(70)


if __name__ == "__main__":
    main()
