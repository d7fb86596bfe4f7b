"""The command that judges forward in time: `backtest`. It imports what it needs when it runs."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from history.console import (
    DEFAULT_HOME,
    AsJson,
    Database,
    HomeFolder,
    Language,
    out,
    print_json,
    progress_bars,
    stepper,
)
from training.backtest.sandbox.command import sandbox
from training.backtest.uplift.command import uplift

if TYPE_CHECKING:
    from history.home import Home
    from history.record import History
    from training.backtest.origins import Plan

ProtocolFile = Annotated[
    Path | None,
    typer.Option("--protocol", help="A protocol.toml: the question, and which dates; default: the home's own."),
]
Folds = Annotated[
    int | None,
    typer.Option("--folds", min=1, help="At how many moments to learn anew; default: 4, or 1 with a protocol."),
]
Refit = Annotated[
    bool, typer.Option("--refit/--no-refit", help="Compare a model left as it was with one fitted again weekly.")
]
Ablations = Annotated[
    bool, typer.Option("--ablations/--no-ablations", help="Say what each family of features is worth.")
]
Destination = Annotated[
    Path | None, typer.Option("--out", help="Folder of the report; default: backtests/ in the home.")
]

backtest_app = typer.Typer(
    rich_markup_mode=None,
    epilog="Examples: leadcast backtest --folds 4 --out report; leadcast backtest sandbox --days 30",
)
backtest_app.command(epilog="Example: leadcast backtest sandbox --days 30 --from 2026-01-05")(sandbox)
backtest_app.command(epilog="Example: leadcast backtest uplift --lang zh")(uplift)


# Ten: each of them but the context is an option that Typer shows.
@backtest_app.callback(invoke_without_command=True)
def backtest(
    context: typer.Context,
    protocol: ProtocolFile = None,
    folds: Folds = None,
    refit: Refit = True,
    ablations: Ablations = True,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    destination: Destination = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Judge the model forward in time beside the baselines: learn up to a moment, test on what came after it.

    `leadcast backtest sandbox` judges the sandbox on past weeks, `leadcast backtest uplift` what plans are worth.
    """
    if context.invoked_subcommand:
        return
    from history.home import Home, existing
    from history.opening import read_history
    from training.backtest.backtest import Depth, backtest
    from training.backtest.findings import findings
    from training.report.report import write_report

    place = existing(Home(home, database_url))
    history = read_history(place)
    plan, seed = _planned(place, history, protocol, folds)
    with progress_bars() as progress:
        found = backtest(history, plan, seed, stepper(progress), Depth(refit, ablations))
        report = findings(found)
    _, page = write_report(report, plan, destination or place.folder / "backtests" / plan.name)
    if as_json:
        print_json(report)
    else:
        _show(report, lang)
        out.print(f"The whole report: {page}", soft_wrap=True)


def _planned(place: "Home", history: "History", protocol: Path | None, folds: int | None) -> tuple["Plan", int]:
    """What to play, and the seed: of a protocol, or of the home's own question."""
    from history.home import checked
    from training.backtest.origins import plan_of_protocol, plan_of_task
    from training.backtest.protocol import read_protocol
    from training.settings import Task

    if protocol is not None:
        return plan_of_protocol(read_protocol(protocol, place.business), history, folds or 1), 0
    task = checked(Task, place.table("intent"), f"{place.settings_file}, [intent]")
    return plan_of_task(task, history, folds or 4), task.seed


def _show(report: dict[str, Any], lang: str) -> None:
    """The models, each fold, and what to know, as tables and sentences."""
    names = ("auc", "pr_auc", "log_loss", "brier", "ece", "lift_5", "lift_10")
    name = "name_zh" if lang == "zh" else "name"
    table = Table("model", *names)
    for model in report["models"]:
        table.add_row(model[name], *(f"{model['metrics'][each]['value']:.4f}" for each in names))
    out.print(table)
    if len(report["folds"]) > 1:
        out.print(_folds(report["folds"], name, ZoneInfo(report["protocol"]["time_zone"])))
    for said in (report["verdict"], *report["notes"]):
        out.print(said[lang], soft_wrap=True)


def _folds(folds: list[dict[str, Any]], name: str, zone: ZoneInfo) -> Table:
    table = Table("learned by", "test rows", "chosen", "auc", "log_loss")
    for fold in folds:
        figures = (_figure(fold["models"]["leadcast"][metric]) for metric in ("auc", "log_loss"))
        day = datetime.fromisoformat(fold["known_until"]).astimezone(zone).date()
        table.add_row(str(day), f"{fold['test']['rows']:,}", fold[name], *figures)
    return table


def _figure(interval: dict[str, float | None]) -> str:
    low, value, high = ("–" if interval[edge] is None else f"{interval[edge]:.3f}" for edge in ("low", "value", "high"))
    return f"{value} [{low}, {high}]"
