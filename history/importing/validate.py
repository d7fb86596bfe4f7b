"""The checks of a row, as DuckDB SQL made from the tables: what cannot go into the store, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from history.importing import chinese
from history.importing.reading import Reading, literal, quoted
from history.settings import Business
from history.tables import RECORDED, Column, Kind, Table

_LONGEST_ID = 500
_RECORDED = Column(RECORDED, Kind.TIME)
# A company or a colleague may be announced before the day that they begin.
KNOWN_AHEAD = ("valid_from", "joined_at")
# What a clock in another time zone, or a day not yet over, may be ahead of the import.
_SLACK = timedelta(days=1)
# What the clock of a machine that sends events may be ahead of ours.
_SKEW = timedelta(minutes=5)
# When a row that comes as an event was received: its `recorded_at` where it gives none.
RECEIVED = "received_at"


@dataclass(frozen=True)
class Check:
    """Where the condition `broken` holds, `column` is at fault, for the text that the expression `reason` gives.

    `plain` is that expression without the value at fault.
    """

    column: str
    broken: str
    reason: str
    plain: str

    @classmethod
    def that(cls, column: str, broken: str, what: str) -> "Check":
        """One whose reason does not show the value."""
        return cls(column, broken, literal(what), literal(what))

    @classmethod
    def showing(cls, column: Column, broken: str, what: str) -> "Check":
        """One whose reason shows the value, shortened."""
        return cls(column.name, broken, _shown(column, what), literal(what))


def checked(table: Table, source: str, types: Mapping[str, str], business: Business, imported_at: datetime) -> str:
    """A SELECT that reads and checks each row of the DuckDB table `source`, whose columns have the DuckDB `types`.

    It gives `row` (1-based), the columns of the table, `assumed` (`recorded_at` was not given), and `faults` and
    `why`, which are null for a good row. The session's time zone has to be that of the business.

    What is only a date happened at that day's local midnight, but is known at the day's end: its `recorded_at`, given
    or assumed, is the next midnight. Else a purchase of the afternoon would be known at the cut-off of the morning.
    """
    readings = {column.name: Reading.of(column, types.get(column.name)) for column in (*table.columns, _RECORDED)}
    checks = [*_all_checks(table, imported_at)]
    faults = ", ".join(f"CASE WHEN {check.broken} THEN {literal(check.column)} END" for check in checks)
    reasons = _told(checks, [check.reason for check in checks])
    return f"""
        SELECT row, {", ".join(quoted(name) for name in table.names)}, assumed,
            nullif(concat_ws(', ', {faults}), '') AS faults, {reasons} AS why
        FROM ({_recorded(table, source, readings, _assumed(table, business))})"""


def checked_events(table: Table, source: str, types: Mapping[str, str], *, plain: bool = False) -> str:
    """A SELECT like that of `checked`, for rows that have just come as events.

    `source` has a column `received_at` beside those of the table, beyond which nothing may lie; a row that gives no
    `recorded_at` is recorded then, or when it happened, where the sender's clock is up to five minutes ahead. With
    `plain`, `why` does not show values.
    """
    readings = {column.name: Reading.of(column, types.get(column.name)) for column in (*table.columns, _RECORDED)}
    received, happened = quoted(RECEIVED), quoted(table.happened)
    assumed = received if table.happened in KNOWN_AHEAD else f"greatest({received}, {happened})"
    checks = [*_column_checks(table), *_event_time_checks(table)]
    return f"""
        SELECT row, {", ".join(quoted(name) for name in table.names)},
            {_told(checks, [check.plain if plain else check.reason for check in checks])} AS why
        FROM ({_recorded(table, source, readings, assumed, RECEIVED)})"""


def _told(checks: Sequence[Check], texts: Sequence[str]) -> str:
    told = ", ".join(
        f"CASE WHEN {check.broken} THEN {literal(check.column + ': ')} || {text} END"
        for check, text in zip(checks, texts, strict=True)
    )
    return f"nullif(concat_ws('; ', {told}), '')"


def _assumed(table: Table, business: Business) -> str:
    """When a row that does not say so was recorded: from the time of the event."""
    lag = business.lags.get(table.name, timedelta(0))
    return f"{_known_from(quoted(table.happened), 'happened_only_date')} + {_interval(lag)}"


def _recorded(table: Table, source: str, readings: Mapping[str, Reading], assumed: str, *others: str) -> str:
    """The rows as read, with `recorded_at` as it was given or is `assumed`, and `others` of the source's columns."""
    instead = {column.name: readings[column.otherwise].value for column in table.columns if column.otherwise}
    values = ", ".join(
        f"coalesce({reading.value}, {instead[name]}) AS {quoted(name)}"
        if name in instead
        else f"{reading.value} AS {quoted(name)}"
        for name, reading in readings.items()
    )
    texts = ", ".join(f"{reading.text} AS {_given(name)}" for name, reading in readings.items())
    given = _known_from(quoted(RECORDED), "recorded_only_date")
    return f"""
        SELECT * REPLACE (coalesce({given}, {assumed}) AS {quoted(RECORDED)}), {quoted(RECORDED)} IS NULL AS assumed
        FROM (
            SELECT {", ".join(["rowid + 1 AS row", *others])}, {values}, {texts},
                {readings[RECORDED].only_date} AS recorded_only_date,
                {readings[table.happened].only_date} AS happened_only_date
            FROM {source}
        )"""


def _known_from(time: str, only_date: str) -> str:
    next_midnight = f"CAST(CAST({time} AS DATE) + 1 AS TIMESTAMP WITH TIME ZONE)"
    return f"CASE WHEN {only_date} THEN {next_midnight} ELSE {time} END"


def _all_checks(table: Table, imported_at: datetime) -> Iterator[Check]:
    yield from _column_checks(table)
    last = f"CAST({literal((imported_at + _SLACK).isoformat())} AS TIMESTAMP WITH TIME ZONE)"
    yield from _time_checks(table, last, last)


def _event_time_checks(table: Table) -> Iterator[Check]:
    ahead = _SLACK if table.happened in KNOWN_AHEAD else _SKEW
    yield from _time_checks(table, f"{quoted(RECEIVED)} + {_interval(ahead)}", quoted(RECEIVED))


def _column_checks(table: Table) -> Iterator[Check]:
    for column in (*table.columns, _RECORDED):
        yield from _checks(column, table)
    if table.one_of:
        unknown = " AND ".join(f"{quoted(name)} IS NULL" for name in table.one_of)
        yield Check.that(" or ".join(table.one_of), unknown, "one of them has to be known")


def _checks(column: Column, table: Table) -> Iterator[Check]:
    name, given = quoted(column.name), _given(column.name)
    if column.name in table.needed:
        yield Check.that(column.name, f"{given} IS NULL", "is missing")
    if column.kind is Kind.NUMBER:
        unread = f"{name} IS NULL AND {given} IS NOT NULL AND {chinese.number(given)} IS NULL"
        yield Check.showing(column, unread, "is not a number")
        yield Check.showing(column, f"isinf({name})", "is not finite")
    elif column.kind is Kind.TIME:
        unread = f"{given} IS NOT NULL AND {name} IS NULL"
        is_time = f"TRY_CAST({given} AS TIMESTAMP WITH TIME ZONE) IS NOT NULL"
        yield Check.showing(column, f"{unread} AND NOT ({is_time})", "is not a time")
        yield Check.showing(column, f"{unread} AND {is_time}", "is not a time between 1900 and 9999")
    elif column.kind is Kind.JSON:
        yield Check.showing(column, f"NOT json_valid({given})", "is not JSON")
    else:
        yield from _text_checks(column, is_id=column.name in table.key or column.name.endswith("_id"))


def _text_checks(column: Column, *, is_id: bool) -> Iterator[Check]:
    name = quoted(column.name)
    yield Check.that(column.name, f"contains({name}, chr(0))", "holds a zero byte")
    if is_id:
        yield Check.that(column.name, f"length({name}) > {_LONGEST_ID}", f"is longer than {_LONGEST_ID} characters")
    if column.choices:
        choices = ", ".join(literal(choice) for choice in column.choices)
        yield Check.showing(column, f"{name} NOT IN ({choices})", f"is none of {', '.join(column.choices)}")


def _time_checks(table: Table, last_happened: str, last_recorded: str) -> Iterator[Check]:
    """Those of the times of a row, which may not be later than the expressions say."""
    happened, recorded = table.column(table.happened), quoted(RECORDED)
    yield Check.showing(happened, f"{quoted(happened.name)} > {last_happened}", "lies in the future")
    late = f"NOT assumed AND {recorded} > {last_recorded}"
    yield Check.showing(_RECORDED, late, "lies in the future")
    if happened.name not in KNOWN_AHEAD:
        before = f"NOT assumed AND {recorded} < {quoted(happened.name)}"
        yield Check.showing(_RECORDED, before, f"is before {happened.name}")


def _interval(length: timedelta) -> str:
    return f"to_microseconds({length // timedelta(microseconds=1)})"


def _given(name: str) -> str:
    """The column that holds what was given, as a text."""
    return quoted(f"{name} as given")


def _shown(column: Column, what: str) -> str:
    """The value at fault, shortened, and what is wrong with it."""
    given = _given(column.name)
    short = f"CASE WHEN length({given}) > 60 THEN left({given}, 60) || '…' ELSE {given} END"
    return f"'''' || {short} || ''' {what}'"
