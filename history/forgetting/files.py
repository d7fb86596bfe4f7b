"""What Leadcast keeps of a company in the files of a home: snapshots, rejected rows, remembered predictions."""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from history.forgetting.pseudonyms import hashed
from history.forgetting.sought import Sought
from history.home import Home
from history.store.tombstones import NAMING, Tombstones

FORWARD, CARD = "forward.parquet", "card.json"
UNREADABLE = (pa.ArrowException, OSError)


@dataclass(frozen=True)
class Gone:
    """Whom files must not tell of: `sought` by ids and names, `forgotten` by hashes, which outlast the ids."""

    sought: Sought
    forgotten: Tombstones


@dataclass(frozen=True)
class Change:
    """A file or folder, relative to the home: `rows` are to be taken out of it; None where all of it goes."""

    path: str
    rows: int | None


@dataclass
class FileChanges:
    """What is changed, and the folders of models whose rows cannot be read again."""

    changes: list[Change] = field(default_factory=list)
    unreproducible: list[str] = field(default_factory=list)


def erase_files(home: Home, gone: Gone, *, really: bool) -> FileChanges:
    """Remove what tells of them; with `really` False only say what would be."""
    found = FileChanges()
    for folder in snapshots_of(home, gone.forgotten):
        found.changes.append(Change(_relative(home, folder), None))
        found.unreproducible += [_relative(home, model) for model in _trained_from(home, folder.name)]
        if really:
            shutil.rmtree(folder)
    for paths, cut in ((_rejects(home), _cut_rejects), (_predictions(home), _cut_predictions)):
        for path in paths:
            rows = cut(path, gone, really)
            if rows:
                found.changes.append(Change(_relative(home, path), rows))
    return found


def snapshots_of(home: Home, forgotten: Tombstones) -> list[Path]:
    """The snapshots that hold rows of them."""
    return [folder for folder in sorted(home.snapshots.glob("*/")) if any(_holds(folder, forgotten))]


def _holds(folder: Path, forgotten: Tombstones) -> Iterator[bool]:
    for path in folder.glob("*.parquet"):
        # Of a file that cannot be read the proof says so.
        with suppress(*UNREADABLE), parquet.ParquetFile(path) as file:
            for column in set(NAMING) & set(file.schema_arrow.names):
                names = pc.unique(file.read([column])[column]).to_pylist()
                yield bool(forgotten.among(column, filter(None, names)))


def _trained_from(home: Home, snapshot: str) -> Iterator[Path]:
    """The folders of models whose card names that snapshot."""
    for card in _files(home, CARD):
        with suppress(ValueError, OSError):
            trained = json.loads(card.read_text(encoding="utf-8")).get("card", {}).get("snapshot") or ""
            if trained.startswith(snapshot):
                yield card.parent


def _files(home: Home, name: str) -> list[Path]:
    return sorted(home.models.glob(f"*/{name}")) + sorted((home.runs / "artifacts").rglob(name))


def _rejects(home: Home) -> list[Path]:
    return sorted((home.folder / "rejects").glob("*.csv"))


def _cut_rejects(path: Path, gone: Gone, really: bool) -> int:
    """Take the rows out that name them; a file without any row left is removed."""
    header, *rows = _read_csv(path) or [[]]
    kept = [row for row in rows if not _names(row, gone)]
    if really and kept and len(kept) < len(rows):
        _replace(path, lambda aside: _write_csv(aside, [header, *kept]))
    elif really and rows and not kept:
        path.unlink()
    return len(rows) - len(kept)


def _names(row: list[str], gone: Gone) -> bool:
    said = "\0".join(row)
    return gone.forgotten.named_in(said) or bool(gone.sought.found_in(said.encode()))


def _read_csv(path: Path) -> list[list[str]]:
    # A rejected row may be long, and is one field.
    most = csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    finally:
        csv.field_size_limit(most)


def _write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _predictions(home: Home) -> list[Path]:
    return _files(home, FORWARD)


def _cut_predictions(path: Path, gone: Gone, really: bool) -> int:
    """Take the predictions of the account and its leads out, which are kept under hashes of another kind."""
    ids = sorted(name for column in NAMING for name in gone.sought.ids.get(column, ()))
    try:
        table = parquet.read_table(path)
    except UNREADABLE:
        return 0
    entities = hashed(pd.Series(ids, dtype="str")).to_numpy()
    of_them = pc.is_in(table["entity"], pa.array(entities, table["entity"].type))
    rows = int(pc.sum(of_them).as_py() or 0)
    if really and rows:
        frame = pd.read_parquet(path)
        kept = frame[~of_them.to_numpy(zero_copy_only=False)].reset_index(drop=True)
        _replace(path, lambda aside: kept.to_parquet(aside, index=False))
    return rows


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    """Write aside, then rename: no one ever reads half a file."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    write(aside)
    aside.replace(path)


def _relative(home: Home, path: Path) -> str:
    return path.relative_to(home.folder).as_posix()
