"""The checks of a row, as DuckDB SQL made from the tables: what cannot go into the store, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from history.reading import Reading, literal, quoted
from history.settings import Business
from history.tables import RECORDED, Column, Kind, Table

_LONGEST_ID = 500
_RECORDED = Column(RECORDED, Kind.TIME)
# A company or a colleague may be announced before the day that they begin.
KNOWN_AHEAD = ("valid_from", "joined_at")
# What a clock in another time zone, or a day not yet over, may be ahead of the import.
_SLACK = timedelta(days=1)


@dataclass(frozen=True)
class Check:
    """Where the condition `broken` holds, `column` is at fault, for the text that the expression `reason` gives."""

    column: str
    broken: str
    reason: str


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
    reasons = ", ".join(
        f"CASE WHEN {check.broken} THEN {literal(check.column + ': ')} || {check.reason} END" for check in checks
    )
    return f"""
        SELECT row, {", ".join(quoted(name) for name in table.names)}, assumed,
            nullif(concat_ws(', ', {faults}), '') AS faults, nullif(concat_ws('; ', {reasons}), '') AS why
        FROM ({_recorded(table, source, readings, business)})"""


def _recorded(table: Table, source: str, readings: Mapping[str, Reading], business: Business) -> str:
    """The rows as read, with `recorded_at` as it was given, or assumed from the time of the event."""
    values = ", ".join(f"{reading.value} AS {quoted(name)}" for name, reading in readings.items())
    texts = ", ".join(f"{reading.text} AS {_given(name)}" for name, reading in readings.items())
    given = _known_from(quoted(RECORDED), "recorded_only_date")
    lag = business.lags.get(table.name, timedelta(0)) // timedelta(microseconds=1)
    assumed = f"{_known_from(quoted(table.happened), 'happened_only_date')} + to_microseconds({lag})"
    return f"""
        SELECT * REPLACE (coalesce({given}, {assumed}) AS {quoted(RECORDED)}), {quoted(RECORDED)} IS NULL AS assumed
        FROM (
            SELECT rowid + 1 AS row, {values}, {texts}, {readings[RECORDED].only_date} AS recorded_only_date,
                {readings[table.happened].only_date} AS happened_only_date
            FROM {source}
        )"""


def _known_from(time: str, only_date: str) -> str:
    next_midnight = f"CAST(CAST({time} AS DATE) + 1 AS TIMESTAMP WITH TIME ZONE)"
    return f"CASE WHEN {only_date} THEN {next_midnight} ELSE {time} END"


def _all_checks(table: Table, imported_at: datetime) -> Iterator[Check]:
    for column in (*table.columns, _RECORDED):
        yield from _checks(column, is_key=column.name in table.key)
    if table.one_of:
        unknown = " AND ".join(f"{quoted(name)} IS NULL" for name in table.one_of)
        yield Check(" or ".join(table.one_of), unknown, "'one of them has to be known'")
    yield from _time_checks(table, imported_at)


def _checks(column: Column, *, is_key: bool) -> Iterator[Check]:
    name, given = quoted(column.name), _given(column.name)
    if column.required or is_key:
        yield Check(column.name, f"{given} IS NULL", "'is missing'")
    if column.kind is Kind.NUMBER:
        yield Check(
            column.name,
            f"{given} IS NOT NULL AND TRY_CAST({given} AS DOUBLE) IS NULL",
            _shown(column, "is not a number"),
        )
        yield Check(column.name, f"isinf({name})", _shown(column, "is not finite"))
    elif column.kind is Kind.TIME:
        unread = f"{given} IS NOT NULL AND {name} IS NULL"
        is_time = f"TRY_CAST({given} AS TIMESTAMP WITH TIME ZONE) IS NOT NULL"
        yield Check(column.name, f"{unread} AND NOT ({is_time})", _shown(column, "is not a time"))
        yield Check(column.name, f"{unread} AND {is_time}", _shown(column, "is not a time between 1900 and 9999"))
    elif column.kind is Kind.JSON:
        yield Check(column.name, f"NOT json_valid({given})", _shown(column, "is not JSON"))
    else:
        yield from _text_checks(column, is_id=is_key or column.name.endswith("_id"))


def _text_checks(column: Column, *, is_id: bool) -> Iterator[Check]:
    name = quoted(column.name)
    yield Check(column.name, f"contains({name}, chr(0))", "'holds a zero byte'")
    if is_id:
        yield Check(column.name, f"length({name}) > {_LONGEST_ID}", f"'is longer than {_LONGEST_ID} characters'")
    if column.choices:
        choices = ", ".join(literal(choice) for choice in column.choices)
        yield Check(
            column.name, f"{name} NOT IN ({choices})", _shown(column, f"is none of {', '.join(column.choices)}")
        )


def _time_checks(table: Table, imported_at: datetime) -> Iterator[Check]:
    latest = f"CAST({literal((imported_at + _SLACK).isoformat())} AS TIMESTAMP WITH TIME ZONE)"
    happened, recorded = table.column(table.happened), quoted(RECORDED)
    yield Check(happened.name, f"{quoted(happened.name)} > {latest}", _shown(happened, "lies in the future"))
    yield Check(RECORDED, f"NOT assumed AND {recorded} > {latest}", _shown(_RECORDED, "lies in the future"))
    if happened.name not in KNOWN_AHEAD:
        before = f"NOT assumed AND {recorded} < {quoted(happened.name)}"
        yield Check(RECORDED, before, _shown(_RECORDED, f"is before {happened.name}"))


def _given(name: str) -> str:
    """The column that holds what was given, as a text."""
    return quoted(f"{name} as given")


def _shown(column: Column, what: str) -> str:
    """The value at fault, shortened, and what is wrong with it."""
    given = _given(column.name)
    short = f"CASE WHEN length({given}) > 60 THEN left({given}, 60) || '…' ELSE {given} END"
    return f"'''' || {short} || ''' {what}'"
