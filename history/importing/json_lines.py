"""JSON Lines without the lines that are no object: these are kept aside, with the reason, and all others can be read.

DuckDB stops at the first of them, or gives a row of nothing in its place.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import duckdb
import pyarrow as pa

from history.importing.files import JSON, LINES, files, is_named, linked, packed, unpacked
from history.importing.json_fault import worded
from history.importing.rejects import Broken

_BATCH_BYTES = 4 << 20
_SETTINGS: dict[str, str | int | float | list[str]] = {"memory_limit": "1GB", "threads": 2}


@dataclass(frozen=True)
class Sieved:
    """A folder whose JSON Lines can be read, a file of the lines left out (each a `Broken` as JSON; None: there are
    none), and what was done, file by file.
    """

    readable: Path
    broken: Path | None
    notes: list[str]


def sieve(export: Path, folder: Path) -> Sieved:
    """Leave out what is no object of the files of `export` most of whose lines are objects, or that are named for it.

    The folder to read is `export` itself if nothing was left out. Else `folder` becomes its mirror: links, and copies
    of these files. Texts have to be in UTF-8.
    """
    with duckdb.connect(config=_SETTINGS) as connection:
        spoilt = [path for path in files(export) if is_named(path, JSON) and _is_spoilt(connection, path)]
        if not spoilt:
            return Sieved(export, None, [])
        aside, notes = folder.with_suffix(".broken.jsonl"), []
        with aside.open("w", encoding="utf-8") as file:
            for source, target in linked(export, folder, spoilt):
                count = _strain(connection, source, target, file)
                name = source.relative_to(export).as_posix()
                notes.append(f"{name}: lines that are no JSON object are left out ({count:,})")
        return Sieved(folder, aside, notes)


def _is_spoilt(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether these are JSON Lines, and some are no object."""
    try:
        if not is_named(path, LINES) and _first_sign(path) == b"[":
            return False
        asked = """SELECT count(*), count(*) FILTER (json_type(json) = 'OBJECT')
                   FROM read_ndjson_objects($1, ignore_errors = true)"""
        ((lines, objects),) = connection.execute(asked, [str(path)]).fetchall()
    except (duckdb.Error, OSError, EOFError):
        # Whichever SELECT reads the file says so.
        return False
    return 0 < objects < lines and (is_named(path, LINES) or 2 * objects >= lines)


def _first_sign(path: Path) -> bytes:
    with unpacked(path) as file:
        while (sign := file.read(1)).isspace():
            pass
        return sign


def _strain(connection: duckdb.DuckDBPyConnection, source: Path, target: Path, aside: IO[str]) -> int:
    """Write the objects of `source` to `target` and all other lines `aside`; says how many these are."""
    count = 0
    for broken in _strained(connection, source, target):
        aside.write(json.dumps(asdict(broken)) + "\n")
        count += 1
    return count


def _strained(connection: duckdb.DuckDBPyConnection, source: Path, target: Path) -> Iterator[Broken]:
    """Write the objects of `source` to `target`, and give every other line."""
    with unpacked(source) as lines, packed(target) as good:
        first = 1
        while batch := lines.readlines(_BATCH_BYTES):
            bad = _faults(connection, batch)
            good.writelines(line for at, line in enumerate(batch) if at not in bad)
            for at, reason in bad.items():
                yield Broken(str(target.absolute()), first + at, reason, _shown(batch[at]))
            first += len(batch)


def _faults(connection: duckdb.DuckDBPyConnection, batch: list[bytes]) -> dict[int, str]:
    """What is wrong with lines, by their place. DuckDB says with which, since it is what reads the others."""
    connection.register("given", pa.table({"place": range(len(batch)), "line": [_text(line) for line in batch]}))
    found = connection.execute(
        """SELECT place, line FROM given
           WHERE CASE WHEN json_valid(line) THEN json_type(line) <> 'OBJECT'
                      ELSE line IS NULL OR trim(line, chr(32) || chr(9) || chr(10) || chr(13)) <> '' END
           ORDER BY place""",
    )
    return {place: _reason(line) for place, line in found.fetchall()}


def _text(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _shown(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").rstrip("\r\n")


def _reason(line: str | None) -> str:
    if line is None:
        return "is no UTF-8"
    try:
        json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        return f"is no JSON at character {error.colno}: {worded(error)}"
    except RecursionError:
        return "is nested too deep"
    return "is no JSON object"
