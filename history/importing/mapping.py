"""The mapping of a CRM export: a folder of `<table>.sql` files, each one DuckDB SELECT over the export's files."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from history.errors import UserError
from history.importing.encodings import decode
from history.importing.pointing import said
from history.tables import TABLES

# More than one SELECT, or another statement, is refused: an import only reads.
_ONE_SELECT = [duckdb.StatementType.SELECT]


@dataclass(frozen=True)
class Mapping:
    """What fills `table`: one SELECT, as written in `file`."""

    table: str
    file: Path
    select: str


def read_folder(folder: Path) -> list[Mapping]:
    """The mappings in `folder`, in the order of the tables; other files than `*.sql` are left alone.

    Raises:
        UserError: the folder is missing or has no mapping; a file names no table, or is not exactly one SELECT.
    """
    if not folder.is_dir():
        raise UserError(f"The SQL folder {folder} does not exist.", _expected())
    written = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".sql")
    files = {path.stem: path for path in written if not path.name.startswith(".")}
    for name, path in files.items():
        if name not in TABLES:
            near = difflib.get_close_matches(name, TABLES, n=1, cutoff=0.5)
            meant = f"Did you mean {near[0]}.sql? " if near else ""
            raise UserError(f"{path.name} fills no table of ours.", f"{meant}{_expected()}")
    if not files:
        raise UserError(f"There are no mappings in {folder}.", _expected())
    return [Mapping(name, files[name], _one_select(files[name])) for name in TABLES if name in files]


def _expected() -> str:
    return f"It holds one DuckDB SELECT per table, in a file named {', '.join(f'{name}.sql' for name in TABLES)}."


def _one_select(path: Path) -> str:
    text = decode(path.read_bytes())
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise UserError(f"{path.name} is not SQL that DuckDB can read: {said(error)}", "Mend the SELECT.") from None
    kinds = [statement.type for statement in statements]
    if kinds != _ONE_SELECT:
        found = ", ".join(kind.name for kind in kinds) or "nothing"
        raise UserError(f"{path.name} must be exactly one SELECT, but holds {found}.", "Write one SELECT per file.")
    return statements[0].query
