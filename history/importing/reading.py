"""How a value of any DuckDB type is read as text, number, time or JSON: the SQL expressions of it.

- Texts lose surrounding blanks; an empty one is unknown. A whole number that came as a float (`112.0`) becomes `112`.
- Numbers: NaN is unknown; infinity is kept, for the checks to refuse. What `history.importing.chinese` reads is one.
- Times: likewise; one without a zone is local to the session's time zone. What lies outside 1900 … 9999 is not read.
- A date without a time of day is that day's local midnight, and `only_date` says so.
"""

from dataclasses import dataclass

from history.importing import chinese
from history.tables import Column, Kind

_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)"
_GAP, _DIGIT = r"[\s　]*", r"[\d０-９]"
# Every way of writing a date that is read: DuckDB takes blanks and backslashes between its numbers as well.
_ONLY_DATE = (
    rf"{_DIGIT}{{4}}{_GAP}[-/.－／．年\s　\\]{_GAP}{_DIGIT}{{1,2}}{_GAP}"
    rf"[-/.－／．月\s　\\]{_GAP}{_DIGIT}{{1,2}}{_GAP}[日号]?"
)
_TEXTS = ("VARCHAR", "ENUM")
_WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
_BROKEN = ("DOUBLE", "FLOAT", "DECIMAL")
_TIMES = ("TIMESTAMP", "DATE")
_FITTING: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: (*_TEXTS, *_WHOLE, *_BROKEN, *_TIMES, "BOOLEAN", "UUID", "JSON"),
    Kind.NUMBER: (*_TEXTS, *_WHOLE, *_BROKEN),
    Kind.TIME: (*_TEXTS, *_TIMES),
}
_SQL: dict[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.NUMBER: "DOUBLE",
    Kind.TIME: "TIMESTAMP WITH TIME ZONE",
    Kind.JSON: "VARCHAR",
}


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def fits(column: Column, dtype: str) -> bool:
    """Whether values of that DuckDB type can be read as the column's kind."""
    return column.kind is Kind.JSON or (not dtype.endswith("]") and dtype.startswith(_FITTING[column.kind]))


@dataclass(frozen=True)
class Reading:
    """SQL that reads one column: its `value`, the `text` it was given as, and whether that was `only_date`."""

    value: str
    text: str
    only_date: str

    @classmethod
    def of(cls, column: Column, dtype: str | None) -> "Reading":
        """How to read a column of that DuckDB type; None where nothing gives the column."""
        if dtype is None:
            return cls(f"CAST(NULL AS {_SQL[column.kind]})", "CAST(NULL AS VARCHAR)", "false")
        name = quoted(column.name)
        text = f"nullif(trim({_plain(column.kind, dtype, name)}, {_BLANKS}), '')"
        is_text = dtype.startswith(_TEXTS)
        only_date = f"coalesce(regexp_full_match({text}, {literal(_ONLY_DATE)}), false)" if is_text else "false"
        return cls(_value(column.kind, None if is_text else name, text), text, "true" if dtype == "DATE" else only_date)


def _plain(kind: Kind, dtype: str, name: str) -> str:
    """The column as a text."""
    if kind is Kind.JSON and not dtype.startswith(_TEXTS):
        return f"nullif(CAST(to_json({name}) AS VARCHAR), 'null')"
    if dtype.startswith("JSON"):
        return f"json_extract_string({name}, '$')"
    if dtype.startswith(_BROKEN):
        whole = f"CAST(TRY_CAST({name} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {name} = trunc({name}) AND abs({name}) < 1e15 THEN {whole} ELSE CAST({name} AS VARCHAR) END"
    return f"CAST({name} AS VARCHAR)"


def _value(kind: Kind, name: str | None, text: str) -> str:
    """The value of the column `name`, or, where that is None, of `text`."""
    if kind is Kind.NUMBER:
        number = f"TRY_CAST({name} AS DOUBLE)" if name else chinese.number(text)
        return f"CASE WHEN NOT isnan({number}) THEN {number} + 0.0 END"
    if kind is Kind.TIME:
        time = f"TRY_CAST({name} AS TIMESTAMP WITH TIME ZONE)" if name else chinese.time(text)
        return f"CASE WHEN {time} >= '1900-01-01 00:00:00+00' AND {time} < '9999-12-30 00:00:00+00' THEN {time} END"
    return text
