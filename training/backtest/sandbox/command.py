"""The command that judges the sandbox on past weeks: `backtest sandbox`. It imports what it needs when it runs."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from training.backtest.sandbox.verdict import Verdict
    from training.bootstrap import Interval

HEADS = {
    "en": ("forecast", "error of the rate", "of the median", "CRPS, wins", "wins said", "50 %", "80 %", "95 %"),
    "zh": ("预测方法", "赢单率误差", "中位数误差", "CRPS（单）", "预测赢单", "50%", "80%", "95%"),
}


# Nine: each of them is an option that Typer shows.
def sandbox(
    days: Annotated[int, typer.Option("--days", min=1, max=182, help="Count wins within so many days.")] = 30,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day to play; default: half a year before the last."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day to play; default: the last whose outcome is known."),
    ] = None,
    refit_weeks: Annotated[
        int, typer.Option("--refit-weeks", min=1, help="Learn the win model anew every so many weeks.")
    ] = 1,
    look_back: Annotated[
        int, typer.Option("--look-back", min=2, help="Past rates are those of the leads of so many days.")
    ] = 90,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Judge the sandbox on past weeks: the wins of each region's new leads, from what was known as the week began.

    Only the number of leads that then came is given away. Beside it stand three tables of past rates.
    """
    from history.home import Home, existing
    from history.opening import read_history
    from training.backtest.sandbox.play import Depth, play
    from training.backtest.sandbox.verdict import judge
    from training.backtest.sandbox.weeks import Window

    window = Window(days, first.date() if first else None, last.date() if last else None)
    history = read_history(existing(Home(home, database_url)))
    with progress_bars() as progress:
        played = play(history, window, Depth(refit_weeks, look_back), stepper(progress))
    verdict = judge(played, days)
    if as_json:
        print_json(verdict.to_json() | {"simulated": history.business.simulated})
    else:
        _show(verdict, lang)


def _show(verdict: "Verdict", lang: str) -> None:
    """The forecasters as a table, and what to know as sentences."""
    table = Table(*HEADS[lang])
    for each in verdict.models:
        held = (f"{level.value:.0%}" for level in each.held.values())
        errors = (_figure(each.mae, 4), _figure(each.mae_median, 4))
        figures = (*errors, _figure(each.crps, 3), f"{each.predicted:.0f}")
        table.add_row(getattr(each.called, lang), *figures, *held)
    out.print(table)
    rows = verdict.played.rows
    weeks, leads, won = rows["as_of"].nunique(), int(rows["leads"].sum()), int(rows["won"].sum())
    if lang == "zh":
        out.print(f"{weeks} 周，{leads} 条线索，{verdict.days} 天内赢单 {won} 单；百分比为落在相应区间内的比例。")
    else:
        out.print(f"{weeks} weeks, {leads} leads, {won} won within {verdict.days} days; % is what each interval held.")
    out.print(getattr(verdict.said, lang), soft_wrap=True)


def _figure(interval: "Interval", digits: int) -> str:
    return f"{interval.value:.{digits}f} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"
