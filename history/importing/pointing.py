"""Point a SELECT at an export: the files that it names lie there, and are read patiently."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from history.importing.reading import literal

_FILE = re.compile(r"\.(csv|tsv|txt|parquet|json|jsonl|ndjson)(\.gz|\.zst)?$", re.IGNORECASE)
_READERS = dict.fromkeys(("csv", "tsv", "txt"), "read_csv") | dict.fromkeys(("json", "jsonl", "ndjson"), "read_json")
_READER = re.compile(r"read_\w+|parquet_\w+|glob", re.IGNORECASE)
_CSV_READERS = ("read_csv", "read_csv_auto")
_PATIENT = (*_CSV_READERS, "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto")
_QUOTED = re.compile(rb"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_NO_REJECTS = {"store_rejects", "rejects_table", "rejects_scan", "rejects_limit", "union_by_name"}


@dataclass(frozen=True)
class Edit:
    """Put `text`, which names `file`, in the place of the bytes from `start` to `end`."""

    start: int
    end: int
    text: str
    file: str | None = None


def said(error: duckdb.Error) -> str:
    """What DuckDB says, on one line, without its drawing of the statement."""
    message, _, drawing = str(error).partition("\n\nLINE ")
    line = f" (line {drawing.partition(':')[0]})" if drawing else ""
    return f"{' '.join(message.split())[:400]}{line}"


def pointed_at(select: str, readable: Path, original: Path) -> str:
    """`select` with every file that it names by a relative name taken from an export, not from the working folder.

    `readable` is the export with its texts in UTF-8, `original` the export itself, for readers that are told an
    encoding. Of CSV and JSON files every row is looked at before the types of the columns are settled, and broken lines
    of CSV are kept aside in DuckDB's `reject_errors`: one bad value far down a file is one bad row, not the end of the
    import. Names that are computed stay as they are.
    """
    text = select.encode()
    for edit in sorted(_all_edits(select, readable, original), key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text.encode() + text[edit.end :]
    return text.decode()


def files_of(select: str, readable: Path) -> set[str]:
    """The files, or patterns of files, that `select` then names."""
    return {edit.file for edit in _all_edits(select, readable, readable) if edit.file}


def _all_edits(select: str, readable: Path, original: Path) -> set[Edit]:
    with duckdb.connect() as connection:
        (serialized,) = connection.execute("SELECT json_serialize_sql($1)", [select]).fetchone() or ("{}",)
    return {
        edit for node in _nodes(json.loads(serialized)) for edit in _edits(node, select.encode(), readable, original)
    }


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(child)


def _edits(node: dict[str, Any], text: bytes, readable: Path, original: Path) -> Iterator[Edit]:
    if node.get("type") == "BASE_TABLE":
        yield from _file_edits(node, text, readable)
    elif node.get("type") == "TABLE_FUNCTION":
        yield from _reader_edits(node["function"], text, readable, original)


def _file_edits(node: dict[str, Any], text: bytes, readable: Path) -> Iterator[Edit]:
    """`FROM 'leads.csv'`."""
    path = node["qualified_name"]["path"]
    quoted = _QUOTED.match(text, node["query_location"])
    if len(path) != 1 or not _FILE.search(path[0]) or not quoted:
        return
    file = _file(readable, path[0])
    put = literal(file)
    if reader := _reader(path[0]):
        # DuckDB calls a file's table by its name up to the first dot; a function's it would call by the function.
        alias = "" if node["alias"] else f' AS "{Path(path[0]).name.partition(".")[0]}"'
        put = f"{reader}({', '.join([put, *_patience(reader, {})])}){alias}"
    yield Edit(*quoted.span(), put, file)


def _reader(name: str) -> str | None:
    """What DuckDB reads a file of that name by, if that can be told to be patient."""
    kind = _FILE.search(name)
    return None if kind is None else _READERS.get(kind[1].lower())


def _reader_edits(function: dict[str, Any], text: bytes, readable: Path, original: Path) -> Iterator[Edit]:
    """`FROM read_csv('leads.csv', …)`, and the other readers."""
    name, arguments = function["function_name"].lower(), function["arguments"]
    if not _READER.fullmatch(name) or not arguments:
        return
    options = dict(_option(argument, text) for argument in arguments[1:])
    for constant in _nodes(arguments[0]["expression"]):
        if constant.get("type") == "VALUE_CONSTANT" and constant["literal"]["kind"] == "STRING":
            file = _file(original if "encoding" in options else readable, constant["literal"]["text"])
            yield Edit(*_span(constant), literal(file), file)
    if name in _PATIENT:
        end = _span(arguments[0]["expression"])[1]
        yield Edit(end, end, "".join(f", {option}" for option in _patience(name, options)))


def _patience(reader: str, options: Mapping[str, str]) -> Iterator[str]:
    if "sample_size" not in options:
        yield "sample_size=-1"
    if reader in _CSV_READERS and not _NO_REJECTS & options.keys() and "false" not in options.get("ignore_errors", ""):
        yield "store_rejects=true"


def _option(argument: dict[str, Any], text: bytes) -> tuple[str, str]:
    """The name of `name = value` or `name := value`, and the text of it."""
    expression = argument["expression"]
    start, end = _span(expression)
    name = argument["name"] or expression.get("left", {}).get("column_names", [""])[-1]
    return name.lower(), text[start:end].decode().lower()


def _span(expression: dict[str, Any]) -> tuple[int, int]:
    start = expression["query_location"]
    return start, start + expression["query_location_length"]


def _file(folder: Path, name: str) -> str:
    """The name within the folder, unless it is absolute or an address."""
    return name if "://" in name else str(folder.absolute() / name)
