"""A backup of a home while the service runs: another home, as it was at one moment."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from history.errors import UserError
from history.home import Home, existing

DATABASE = "leadcast.db"
_MAGIC = b"SQLite format 3\0"
# What SQLite keeps beside a file while it is open; a copy by its own means needs none of it.
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Backup:
    """What was copied: where to, how many files, and bytes in all; `database` is None where it was left out."""

    folder: Path
    files: int
    bytes: int
    database: str | None

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self) | {"folder": str(self.folder)}


def back_up(home: Home, folder: Path, *, database: bool = True) -> Backup:
    """Copy `home` into `folder`, which must not be there yet: it is made whole or not at all, for its owner alone.

    Each SQLite file is copied as of one moment, whatever is written meanwhile, and looked through afterwards; the
    history's first. What is promoted meanwhile is not half there.

    Raises:
        UserError: there is no such home, the folder is taken or within the home, a copy is damaged, there is no room,
            or the history is not in SQLite; without `database` it is left out, wherever it is.
    """
    existing(home)
    source = _file_of(home) if database else None
    _check(home, folder)
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(mode=0o700, parents=True)
        if source is not None:
            _copy_sqlite(source, partial / DATABASE)
        for file in _files(home):
            _copy(file, partial / file.relative_to(home.folder))
        partial.rename(folder)
    except OSError as error:
        raise UserError(f"The backup cannot be written: {error.strerror}.", "Nothing of it was kept.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return Backup(folder, len(sizes), sum(sizes), DATABASE if source else None)


def _file_of(home: Home) -> Path:
    url = sa.make_url(home.url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise UserError(
            "The database is PostgreSQL, which backs itself up.",
            "Use pg_dump for it, and --no-database here for settings and models: see docs/operations.md.",
        )
    file = Path(url.database)
    if not file.exists():
        raise UserError(f"There is no history at {file}.", "Name the home by --home.")
    return file


def _check(home: Home, folder: Path) -> None:
    if folder.exists():
        raise UserError(f"{folder} is there already.", "Name a folder that is not, e.g. one for each day.")
    if folder.resolve().is_relative_to(home.folder.resolve()):
        raise UserError(f"{folder} is within the home that is backed up.", "Name a folder elsewhere.")


def _files(home: Home) -> Iterator[Path]:
    """All files of the home but its history. Those of a folder come before those of folders in it: so the file that
    names the model that serves comes before the models, and names one that is there."""
    for place, _, names in os.walk(home.folder):
        for name in names:
            file = Path(place, name)
            if file != home.folder / DATABASE and not name.endswith(_BESIDE):
                yield file


def _copy(file: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    # One that is gone since it was listed is no part of the home any more.
    with suppress(FileNotFoundError):
        with file.open("rb") as opened:
            is_sqlite = opened.read(len(_MAGIC)) == _MAGIC
        if is_sqlite:
            _copy_sqlite(file, copy)
        else:
            shutil.copy2(file, copy)


def _copy_sqlite(file: Path, copy: Path) -> None:
    """By SQLite's own backup, all pages in one read transaction: writers go on, and nothing they do is in the copy."""
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            (found,) = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise UserError(f"{file} cannot be copied: {error}.", "Nothing of the backup was kept.") from error
    if found != "ok":
        raise UserError(f"The copy of {file} is damaged: {found}.", "Nothing of the backup was kept.")
