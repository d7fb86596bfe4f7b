"""`leadcast grades`: where each grade begins, and what grades like that held when they were predicted forward."""

from typing import TYPE_CHECKING

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, Language, out, print_json

if TYPE_CHECKING:
    from models.artifact import Bundle


def grades(
    home: HomeFolder = DEFAULT_HOME, database_url: Database = "", lang: Language = "en", as_json: AsJson = False
) -> None:
    """Where the grades A to D begin, and how many were in each and bought, by predictions forward in time.

    Thresholds are set in training: from the top down, each grade takes as many as it may hold (A 5 %, B 10 % more, C
    25 % more) whose odds were surely 3, 1.5, 1 times those of everybody. [grades] in leadcast.toml sets others without
    training again; this then shows what those would have held.

    From: the least probability. A week: how many were in it within a week. Came true: the share that bought (or was
    won). Lift: that over the share of everybody. Caught: its part of all that bought.
    """
    from history.home import Home, existing
    from models.champion import read_champion
    from serving.grades.opened import champion_bundle

    place = existing(Home(home, database_url))
    bundle, champion = champion_bundle(place), read_champion(place.models)
    version = champion.version if champion else ""
    if as_json:
        print_json({"model": version, "entity": bundle.rows.entity} | bundle.card["grades"])
    else:
        _show(bundle, version, lang)


def _show(bundle: "Bundle", version: str, lang: Language) -> None:
    from serving.grades.showing import by_period, notes, table

    found = bundle.card["grades"]
    for line in notes(found, bundle, version, lang):
        out.print(line, soft_wrap=True)
    if found["grades"]:
        out.print(table(found["grades"], lang))
        out.print("", by_period(found["grades"], lang, bundle.card.get("time_zone", "UTC")), sep="\n")
