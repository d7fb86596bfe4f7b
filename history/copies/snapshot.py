"""Snapshots: a history as Parquet files in a folder named by its content, so that a model can be traced to its rows."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet
from pydantic import ValidationError

from history.arrow import to_arrow
from history.copies.digest import digest
from history.errors import UserError
from history.record import History
from history.settings import Business
from history.tables import RECORDED, TABLES, Column, Kind

_MANIFEST = "manifest.json"
_NAME_LENGTH = 16
_HINT = "Take it from a backup, or write a new snapshot and train on that."


@dataclass(frozen=True)
class Snapshot:
    """A written snapshot: its folder, the hash of its content (see `history.copies.digest`), and what it holds."""

    path: Path
    hash: str
    rows: Mapping[str, int]
    last_recorded: pd.Timestamp | None


def write(history: History, folder: Path) -> Snapshot:
    """Write `history` with its business's settings to `folder/<first 16 digits of the hash>`.

    The same content is written once: a snapshot that is there already is checked and given back.

    Raises:
        UserError: the snapshot is there already but was changed, or the folder cannot be written.
    """
    tables = {name: to_arrow(name, history[name]) for name in TABLES}
    settings = history.business.model_dump(mode="json")
    content = digest(tables, settings)
    target = folder / content[:_NAME_LENGTH]
    if not target.exists():
        manifest = {
            "hash": content,
            "rows": {name: rows.num_rows for name, rows in tables.items()},
            "last_recorded": None if history.last_recorded is None else history.last_recorded.isoformat(),
            "schema": {name: _kinds(name) for name in tables},
            "business": settings,
        }
        try:
            _write_folder(target, tables, manifest)
        except OSError as error:
            raise UserError(
                f"The snapshot {target} cannot be written: {error.strerror}.", "Check folder and disk."
            ) from error
    return verify(target)


def find(folder: Path, name: str) -> Path:
    """The snapshot in `folder` whose hash begins with `name`, or is `name`.

    Raises:
        UserError: there is none, or more than one.
    """
    known = sorted(path.name for path in folder.glob("[0-9a-f]*")) if folder.is_dir() else []
    found = [each for each in known if each.startswith(name[:_NAME_LENGTH])]
    if len(found) != 1:
        many = f"{len(found)} snapshots begin" if found else "No snapshot begins"
        raise UserError(f"{many} with {name}.", f"Known are: {', '.join(known) or 'none'}.")
    return folder / found[0]


def verify(path: Path) -> Snapshot:
    """Check that the snapshot in folder `path` is what was written there.

    Raises:
        UserError: it is missing, incomplete, or changed.
    """
    manifest, _ = _checked(path)
    moment = manifest["last_recorded"]
    return Snapshot(path, manifest["hash"], manifest["rows"], None if moment is None else pd.Timestamp(moment))


def read(path: Path) -> History:
    """The history of the snapshot in folder `path`, which is checked first.

    Raises:
        UserError: it is missing, incomplete, changed, or written by a newer version.
    """
    manifest, tables = _checked(path)
    try:
        business = Business.model_validate(manifest["business"])
    except ValidationError as error:
        raise UserError(f"The settings in the snapshot {path} are not those of this version: {error}", _HINT) from None
    return History.of(business, **{name: rows.to_pandas() for name, rows in tables.items()})


def _kinds(name: str) -> dict[str, str]:
    columns = (*TABLES[name].columns, Column(RECORDED, Kind.TIME))
    return {column.name: column.kind.value for column in columns}


def _write_folder(target: Path, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> None:
    """Write everything aside, then rename: no one ever sees half a snapshot."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, rows in tables.items():
            parquet.write_table(rows, aside / f"{name}.parquet", compression="zstd")
        (aside / _MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        aside.chmod(0o755)
        aside.replace(target)
    except OSError:
        # Another process may have written the same content meanwhile.
        if not target.exists():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _read_table(path: Path) -> pa.Table:
    with path.open("rb") as file:
        return parquet.read_table(file)


def _checked(path: Path) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """The manifest and the tables, if together they have the hash that the manifest and the folder's name say."""
    try:
        manifest = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        if newer := sorted(set(manifest["schema"]) - set(TABLES)):
            raise UserError(
                f"The snapshot {path} was written by a newer version: it has {', '.join(newer)}.", "Upgrade."
            )
        tables = {name: _read_table(path / f"{name}.parquet") for name in manifest["schema"]}
        content = digest(tables, manifest["business"])
    except FileNotFoundError as error:
        raise UserError(f"{path} is not a complete snapshot: {error.filename} is missing.", _HINT) from error
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise UserError(f"The snapshot {path} cannot be read: {error}.", _HINT) from error
    if content != manifest["hash"] or not content.startswith(path.name):
        raise UserError(f"The snapshot {path} was changed after it was written.", _HINT)
    return manifest, tables
