"""The files of an export: found, unpacked, and linked to from a folder in which some of them are others."""

import gzip
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, cast

TABULAR = (".csv", ".tsv", ".txt")
LINES = (".jsonl", ".ndjson")
JSON = (".json", *LINES)


def files(export: Path) -> Iterator[Path]:
    """The files of an export in the order of their names, but for what is hidden."""
    for root, folders, names in os.walk(export):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def is_named(path: Path, endings: tuple[str, ...]) -> bool:
    """Whether a file's name ends so, packed or not."""
    return path.name.lower().removesuffix(".gz").endswith(endings)


def unpacked(path: Path) -> BinaryIO:
    """The file to be read, whether it is packed (`.gz`) or not."""
    return cast(BinaryIO, gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb"))


def packed(path: Path) -> BinaryIO:
    """The file to be written, packed if its name says so."""
    return cast(BinaryIO, gzip.open(path, "wb", compresslevel=1) if path.suffix.lower() == ".gz" else path.open("wb"))


def linked(export: Path, folder: Path, others: Collection[Path]) -> Iterator[tuple[Path, Path]]:
    """Make `folder` a mirror of links to the files of `export`; gives each of `others` with the place to write it."""
    for path in files(export):
        target = folder / path.relative_to(export)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path in others:
            yield path, target
        else:
            target.symlink_to(path.absolute())
