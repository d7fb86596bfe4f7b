"""The commands that answer: `score`, `sandbox`, `serve`. Each imports what it needs when it runs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from history.console import DEFAULT_HOME, AsJson, AsOf, Database, HomeFolder, Language, err, out, print_json

if TYPE_CHECKING:
    import pandas as pd

    from history.home import Home
    from history.record import History
    from models.artifact import Bundle

Host = Annotated[str, typer.Option("--host", help="The address to serve on; others than loopback need an API key.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535)]
Log = Annotated[Literal["json", "text"], typer.Option("--log", help="How to write the log, on stderr.")]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"],
    typer.Option("--log-level", help="`info` has a line for each request; less, only what goes wrong."),
]
RequireKeys = Annotated[
    bool, typer.Option("--require-keys", help="Ask for API keys on loopback too, e.g. behind a reverse proxy.")
]
Rescore = Annotated[
    str, typer.Option("--rescore", help="How often all are scored anew when something is new, e.g. 30s or 5min.")
]


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
    from history.home import Home, existing
    from history.opening import moment_of, read_history
    from models.ranking import score_all
    from serving.grades.opened import champion_bundle

    place = existing(Home(home, database_url))
    history, bundle = read_history(place), champion_bundle(place)
    moment = moment_of(as_of, history)
    scores = score_all(history, bundle, moment)
    if scores.empty:
        local = moment.tz_convert(place.business.time_zone)
        err.print(f"Nobody is there to be scored as of {local:%Y-%m-%d %H:%M}; try another --as-of.", soft_wrap=True)
    if destination:
        destination.write_text(scores.to_csv(index=False), encoding="utf-8-sig", newline="")
        err.print(f"{len(scores):,} scores in {destination}", soft_wrap=True)
    elif as_json:
        print_json(scores.to_dict("records"))
    elif len(scores):
        _show_best(history, bundle, moment, lang)


def _show_best(history: "History", bundle: "Bundle", moment: "pd.Timestamp", lang: Language) -> None:
    from serving.listing import top
    from serving.scores.live import ScoreBook

    out.print(top(ScoreBook.open(history, bundle, moment), lang, history.business, limit=20))


def sandbox(
    question: Annotated[str, typer.Argument(help="The plan in words, Chinese or English.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="Default: the question's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask what a plan would do: a heatmap of win probability by region and industry, wins by week, load."""
    from history.home import Home, existing
    from history.opening import moment_of, read_history
    from models.artifact import load
    from models.champion import champion_folder, read_champion
    from models.question import Vocabulary, spoken_in, understand
    from models.sandbox.sandbox import Sandbox
    from serving.planner.answering import answered
    from serving.planner.terminal import render

    place = existing(Home(home, database_url))
    history = read_history(place)
    with err.status("Opening the sandbox"):
        bundle = load(champion_folder(place.models))
        box = Sandbox.open(history, bundle, moment_of(as_of, history))
    words = Vocabulary.of_sandbox(box)
    scenario = understand(question, words, box.today.date())
    forecast = box.forecast(scenario)
    if as_json:
        champion = read_champion(place.models)
        version, simulated = champion.version if champion else "", bool(bundle.card.get("simulated"))
        print_json(json.loads(answered(forecast, box.business.names, version, simulated=simulated)))
        return
    render(forecast, lang or spoken_in(question, words), out, box.business)


# Nine: each of them is an option that Typer shows.
def serve(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    host: Host = "127.0.0.1",
    port: Port = 8000,
    as_of: AsOf = "",
    log: Log = "text",
    log_level: LogLevel = "info",
    require_keys: RequireKeys = False,
    rescore: Rescore = "60s",
) -> None:
    """Serve the planner page and the API: on loopback, or with API keys wherever it can be reached."""
    from history.home import Home, existing
    from serving.telemetry.logs import configure

    place = existing(Home(home, database_url))
    configure(log, log_level)
    told = {"keys_needed": require_keys, "rescore": _pause(rescore)}
    serve_home(place, host, port, as_of, **told)


def _pause(text: str) -> timedelta:
    from history.errors import UserError
    from history.settings import parse_duration

    try:
        return parse_duration(text)
    except (ValueError, OverflowError):
        raise UserError("It cannot be read how often to score.", "Write it as --rescore 30s, 5min or 1h.") from None


def serve_home(place: "Home", host: str, port: int, as_of: str, **told: Any) -> None:
    """Serve a home; `told` are further fields of the service's settings."""
    import os

    from serving.opened import settings_of
    from serving.server import serve

    settings = settings_of(place, as_of, datetime.now(UTC), os.environ, **told)
    serve(settings, host, port, lambda address: out.print(f"Planner page: {address}", soft_wrap=True))
