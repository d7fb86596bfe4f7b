"""The command that tells what plans are worth: `backtest uplift`. It imports what it needs when it runs."""

from typing import TYPE_CHECKING

from rich.table import Table

from history.console import DEFAULT_HOME, AsJson, AsOf, Database, HomeFolder, Language, out, print_json

if TYPE_CHECKING:
    from training.backtest.uplift.uplift import Arm
    from training.backtest.uplift.worth import Worth

HEADS = {
    "en": ("", "accounts", "account-weeks", "purchases", "per 100 weeks"),
    "zh": ("", "客户", "客户周", "购买", "每100周"),
}
ROWS = {
    "en": ("graded A or B, with plans", "graded A or B, held out", "everybody, with plans", "everybody, held out"),
    "zh": ("A、B级，有方案", "A、B级，对照", "全部，有方案", "全部，对照"),
}
WHOSE = {"en": ("A or B", "everybody"), "zh": ("A、B级", "全部")}


def uplift(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Tell what plans are worth: purchases of accounts with plans against those that were held out by chance.

    Set holdout and since under [outreach] first. It says how many account-weeks it takes until it can tell.
    """
    from history.home import Home, checked, existing
    from history.opening import moment_of, read_history
    from models.artifact import load
    from models.champion import champion_folder
    from models.plans import outreach_of
    from models.regraded import GradeSettings, regraded
    from training.backtest.uplift.worth import measure_worth

    place = existing(Home(home, database_url))
    grades = checked(GradeSettings, place.table("grades"), f"{place.settings_file}, [grades]")
    history, bundle = read_history(place), regraded(load(champion_folder(place.models)), grades)
    worth = measure_worth(history, bundle, outreach_of(place), moment_of(as_of, history))
    if as_json:
        print_json(worth.to_json() | {"simulated": history.business.simulated})
        return
    _show(worth, lang)


def _show(worth: "Worth", lang: Language) -> None:
    from training.backtest.uplift.uplift import said

    table = Table(*HEADS[lang], box=None)
    sides = (worth.graded.treated, worth.graded.held, worth.everybody.treated, worth.everybody.held)
    for name, side in zip(ROWS[lang], sides, strict=True):
        table.add_row(name, *_figures(side))
    out.print(table)
    for name, found in zip(WHOSE[lang], (worth.graded, worth.everybody), strict=True):
        out.print(f"{name}: {getattr(said(found), lang)}", soft_wrap=True)


def _figures(side: "Arm") -> tuple[str, ...]:
    rate = "–" if side.rate is None else f"{100 * side.rate:.2f}"
    return (f"{side.accounts:,}", f"{side.weeks:,}", f"{side.purchases:,}", rate)
