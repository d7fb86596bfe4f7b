"""Look through everything for what was erased: every text of every table, every file of the home."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from pyarrow import parquet

from history.forgetting.compacting import file_of
from history.forgetting.files import UNREADABLE, Gone
from history.forgetting.reach import own_tables, texts
from history.home import Home
from history.store import database
from history.store.tombstones import NAMING

_SQLITE, _BITE = b"SQLite format 3\0", 2_000
# Large files are read in parts, which overlap so that nothing is cut in two: what stands there may be counted twice.
_PART, _OVERLAP = 64 << 20, 4_096
# What Leadcast writes below a home; all else there is the user's: exports, reports, settings.
_KEPT = ("snapshots", "models", "mlruns", "rejects", "studies.db")


@dataclass(frozen=True)
class Found:
    """Something that should be nowhere: where it stands, what it is, and how often it stands there."""

    where: str
    what: str
    times: int


@dataclass
class Proof:
    """What was looked for, how much was looked through, and what was found in it.

    `found` stands in what Leadcast keeps, `yours` in files of the user's own in the home, which are not touched.
    """

    ids: int
    names: int
    tables: int = 0
    texts: int = 0
    files: int = 0
    bytes: int = 0
    found: list[Found] = field(default_factory=list)
    yours: list[Found] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The proof for a program."""
        return asdict(self)


def prove(home: Home, gone: Gone) -> Proof:
    """Look through the database and the home for them."""
    proof = Proof(gone.sought.count, len(gone.sought.names))
    engine = database.engine(home.url)
    try:
        with database.explained(engine), database.reading(engine) as connection:
            for table in own_tables().sorted_tables:
                proof.tables += 1
                _look_at_table(connection, table, gone, proof)
        own = file_of(engine)
        with database.explained(engine), database.reading(engine) as connection:
            _look_at_files(home, own, gone, proof, connection)
    finally:
        engine.dispose()
    return proof


def _look_at_table(connection: sa.Connection, table: sa.Table, gone: Gone, proof: Proof) -> None:
    for column in _readable(table):
        found = Counter[str]()
        statement = sa.select(column).where(column.is_not(None))
        with connection.execute(statement, execution_options={"yield_per": _BITE}) as result:
            for some in result.scalars().partitions():
                proof.texts += len(some)
                found.update(_found_among(list(map(_plain, some)), column.name, gone))
        proof.found += [Found(f"{table.name}.{column.name}", *each) for each in sorted(found.items())]


def _readable(table: sa.Table) -> "list[sa.Column[Any]]":
    return [*texts(table), *(column for column in table.c if isinstance(column.type, sa.LargeBinary))]


def _plain(value: str | bytes) -> bytes:
    """The value as bytes; pages are kept packed."""
    if isinstance(value, str):
        return value.encode()
    try:
        return zlib.decompress(value)
    except zlib.error:
        return bytes(value)


def _found_among(values: list[bytes], column: str, gone: Gone) -> Counter[str]:
    """What stands in these values: in longer texts, and as whole values where ids of that kind stand."""
    found = Counter(gone.sought.found_in(b"\0".join(values)))
    ids = gone.sought.ids.get(column, frozenset()) - gone.sought.telling
    if ids or column in NAMING:
        whole = Counter(value.decode() for value in values)
        by_hash = gone.forgotten.among(column, whole) if column in NAMING else set()
        found.update({name: whole[name] for name in (ids | by_hash) & whole.keys() if name not in found})
    return found


def _look_at_files(home: Home, own: Path | None, gone: Gone, proof: Proof, connection: sa.Connection) -> None:
    paths = {path.resolve() for path in home.folder.rglob("*") if path.is_file()} if home.folder.is_dir() else set()
    stores = {Path(f"{own}{suffix}").resolve() for suffix in ("", "-wal", "-journal")} if own else set()
    for path in sorted(paths | {store for store in stores if store.exists()}):
        proof.files += 1
        proof.bytes += path.stat().st_size
        found = _found_in_file(path, gone)
        if path in stores:
            found = {what: times for what, times in found.items() if not _stands_in_a_longer_text(connection, what)}
        kept = path in stores or any((home.folder / name).resolve() in (path, *path.parents) for name in _KEPT)
        (proof.found if kept else proof.yours).extend(
            Found(_shown(home, path), *each) for each in sorted(found.items())
        )


def _shown(home: Home, path: Path) -> str:
    folder = home.folder.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _found_in_file(path: Path, gone: Gone) -> dict[str, int]:
    try:
        return dict(_found_in_parquet(path, gone) if path.suffix == ".parquet" else _found_in_bytes(path, gone))
    except UNREADABLE:
        return {"cannot be read, so nothing is known of it": 1}


def _found_in_bytes(path: Path, gone: Gone) -> Counter[str]:
    found = Counter[str]()
    with path.open("rb") as file:
        # In a page of SQLite texts stand side by side, with nothing between them.
        whole = not path.name.endswith("-wal") and file.read(len(_SQLITE)) != _SQLITE
        file.seek(0)
        rest = b""
        while part := file.read(_PART):
            found.update(gone.sought.found_in(rest + part, whole=whole))
            rest = part[-_OVERLAP:]
    return found


def _found_in_parquet(path: Path, gone: Gone) -> Counter[str]:
    found, file = Counter[str](), parquet.ParquetFile(path)
    for name, column in zip(file.schema_arrow.names, file.schema_arrow.types, strict=True):
        if pa.types.is_string(column) or pa.types.is_large_string(column):
            values = [value.encode() for value in pc.unique(file.read([name])[name]).to_pylist() if value is not None]
            found.update(_found_among(values, name, gone))
    return found


def _stands_in_a_longer_text(connection: sa.Connection, what: str) -> bool:
    """Whether a text that is stored now holds it within a longer word: then its bytes prove nothing."""
    return any(
        what in text
        for table in own_tables().sorted_tables
        for column in texts(table)
        for text in _holding(connection, column, what)
    )


def _holding(connection: sa.Connection, column: "sa.Column[str]", what: str) -> Iterator[str]:
    statement = sa.select(column).where(column.contains(what, autoescape=True)).limit(1)
    yield from connection.scalars(statement)
