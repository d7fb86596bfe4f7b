"""The seven tables of the history, once: columns, keys, and which time says when a row happened."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds. Times are aware UTC; JSON is kept as its text."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    JSON = "json"


@dataclass(frozen=True)
class Column:
    """One column: `required` refuses a missing value, `choices` (if any) refuse every other one.

    Where rows come in, the value of the column `otherwise` stands in for a missing one.
    """

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True)
class Table:
    """One table. `happened` names the column that says when a row happened; `recorded_at` stands beside it.

    In a versioned table a later row with the same key supersedes the earlier one from its own `recorded_at` on.
    Of the columns in `one_of` at least one must be known.
    """

    name: str
    key: tuple[str, ...]
    happened: str
    columns: tuple[Column, ...]
    versioned: bool = False
    one_of: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All column names in order, `recorded_at` last."""
        return (*(column.name for column in self.columns), RECORDED)

    @property
    def needed(self) -> tuple[str, ...]:
        """The names of the columns that a row that comes in has to have."""
        return tuple(
            column.name
            for column in self.columns
            if column.name in self.key or (column.required and not column.otherwise)
        )

    def column(self, name: str) -> Column:
        """The column of that name; a KeyError says that the table has none."""
        return {column.name: column for column in self.columns}[name]


RECORDED = "recorded_at"
TERMINAL_STAGES = ("won", "lost")
SIGNAL_KINDS = ("site_update", "job_posting", "patent", "news")
# The title of the row that notes when an account was first looked at for signals of a kind.
FIRST_LOOK = "First look, before which nothing is known / 首次查看，此前一无所知"


def _text(name: str, *, required: bool = False, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, Kind.TEXT, required, choices)


def _number(name: str) -> Column:
    return Column(name, Kind.NUMBER)


def _time(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TIME, required)


def _json(name: str) -> Column:
    return Column(name, Kind.JSON)


_ALL = (
    Table(
        "accounts",
        ("account_id",),
        "valid_from",
        (
            _text("account_id", required=True),
            _text("name", required=True),
            _text("region"),
            _text("industry"),
            _number("employees"),
            _text("website"),
            _time("valid_from", required=True),
        ),
        versioned=True,
    ),
    Table(
        "reps",
        ("rep_id",),
        "joined_at",
        (
            _text("rep_id", required=True),
            Column("name", Kind.TEXT, required=True, otherwise="rep_id"),
            _text("region"),
            _time("joined_at", required=True),
            _time("left_at"),
        ),
        versioned=True,
    ),
    Table(
        "leads",
        ("lead_id",),
        "created_at",
        (
            _text("lead_id", required=True),
            _text("account_id"),
            _time("created_at", required=True),
            _text("source"),
            _text("region"),
            _text("industry"),
            _text("product"),
            _text("rep_id"),
            _number("value"),
        ),
        versioned=True,
    ),
    Table(
        "stage_changes",
        ("lead_id", "changed_at", "stage"),
        "changed_at",
        (
            _text("lead_id", required=True),
            _text("stage", required=True),
            _time("changed_at", required=True),
            _text("reason"),
        ),
    ),
    Table(
        "activities",
        ("activity_id",),
        "happened_at",
        (
            _text("activity_id", required=True),
            _text("lead_id"),
            _text("account_id"),
            _text("kind", required=True),
            _time("happened_at", required=True),
            _text("rep_id"),
            _text("direction"),
            _number("duration_s"),
            _json("details"),
        ),
        one_of=("lead_id", "account_id"),
    ),
    Table(
        "orders",
        ("order_id",),
        "ordered_at",
        (
            _text("order_id", required=True),
            _text("account_id", required=True),
            _text("lead_id"),
            _time("ordered_at", required=True),
            _number("amount"),
            _number("paid"),
        ),
    ),
    Table(
        "signals",
        ("signal_id",),
        "observed_at",
        (
            _text("signal_id", required=True),
            _text("account_id", required=True),
            _text("kind", required=True, choices=SIGNAL_KINDS),
            _text("url"),
            _time("published_at"),
            _time("observed_at", required=True),
            _text("title"),
            _text("text"),
            _json("details"),
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}


def stored_key(table: Table) -> tuple[str, ...]:
    """The columns that make a stored row unique: the table's key, and `recorded_at` where rows have versions."""
    return (*table.key, RECORDED) if table.versioned else table.key
