"""The page of all features: `python -m features.document docs/features.md` writes it, without a file it is printed."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from features.build import Rows, build
from features.dictionary import PLACEHOLDERS, Entry, entries, entry_of
from features.frame import CATEGORICAL, feature_names
from features.spec import Spec
from history.record import History
from history.settings import Business
from history.tables import TABLES

EXAMPLE = Spec(tables=tuple(TABLES), stages=("first", "second"), kinds=("call", "visit"))
TABLES_OF = {"accounts": Rows("account", "all"), "leads": Rows("lead", "open")}
TIMED = ("window", "ahead", "half_life")

INTRODUCTION = """\
# Features

Written by `make docs` from `features/dictionary.csv` and the columns that `features.build` yields; do not edit it here.

Each column says what was known at the cut-off: of rows that had happened and were recorded by then, and of the versions
that held then (`why-point-in-time.md`). Numbers are float32, ages and gaps are days with fractions. NaN means unknown,
never 0.

- *of*: whose fact it is. A fact of an *account* stands in the row of each of its leads too; there it is also NaN as
  long as the lead belongs to none. Facts of the *business* are the same for every row of a cut-off.
- *no `orders`*: that table was empty when the vocabulary (`features/spec.py`) was learned.
- *label*: what a salesperson reads.

In names,
"""

HEAD = "| column | tables | of | window | unit | meaning | NaN when | label |\n|---|---|---|---|---|---|---|---|\n"


def columns(rows: Rows) -> list[str]:
    """The feature columns of accounts or leads, by a vocabulary of two kinds and two stages."""
    nothing = History.of(Business())
    return feature_names(build(nothing, [datetime(2026, 1, 5, tzinfo=UTC)], rows, EXAMPLE))


def page() -> str:
    """The page in Markdown: a section a family, a line a pattern.

    Raises:
        LookupError: a column is not described.
    """
    found: dict[Entry, dict[str, list[str]]] = {entry: {} for entry in entries()}
    for name, rows in TABLES_OF.items():
        for column in columns(rows):
            entry = entry_of(column)
            if entry is None:
                raise LookupError(f"{column} is not described; add a line to features/dictionary.csv")
            found[entry].setdefault(name, []).append(column)
    legend = "".join(f"- `{{{name}}}` is {each.stands_for}\n" for name, each in PLACEHOLDERS.items())
    return INTRODUCTION + legend + "".join(_section(title, some, found) for title, some in _families())


def _families() -> list[tuple[str, list[Entry]]]:
    """Families in the order of their first pattern, wherever the others stand."""
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        found.setdefault(_title(entry), []).append(entry)
    return list(found.items())


def _title(entry: Entry) -> str:
    return "Categories" if entry.pattern in CATEGORICAL else f"`{entry.family}_…`"


def _section(title: str, some: list[Entry], found: dict[Entry, dict[str, list[str]]]) -> str:
    return f"\n## {title}\n\n{HEAD}" + "".join(_line(entry, found[entry]) for entry in some)


def _line(entry: Entry, found: dict[str, list[str]]) -> str:
    cells = (
        f"`{entry.pattern}`",
        ", ".join(found),
        entry.of.strip("{}"),
        _windows(entry, [column for some in found.values() for column in some]),
        entry.unit,
        entry.meaning,
        entry.unknown,
        f"{entry.en} · {entry.zh}",
    )
    return "| " + " | ".join(cells) + " |\n"


def _windows(entry: Entry, found: list[str]) -> str:
    """The windows that columns of this pattern have, in their order; a dash for a fact of the moment."""
    values = [value for column in found for name, value in (entry.match(column) or {}).items() if name in TIMED]
    return ", ".join(dict.fromkeys(values)) or "–"


def main() -> None:
    """Write the page to the file named on the command line, or print it."""
    written = page()
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(written, encoding="utf-8")
    else:
        sys.stdout.write(written)


if __name__ == "__main__":
    main()
