"""The rejects file: every row of an import that could not go in, with its reason."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from history.errors import UserError

_HEADER = ("table", "row", "column", "reason", "values")


@dataclass(frozen=True)
class Broken:
    """A line of a file that no SELECT could read; `file` is its path, `line` counts from 1."""

    file: str
    line: int
    reason: str
    text: str


class RejectsFile:
    """A CSV file that Excel opens as UTF-8; it is there only when something was rejected.

    Its columns are the table, the number of the row in what the SELECT gave (1-based; empty for a line that no SELECT
    could read), the column or columns at fault, the reason, and the row's values as JSON. An older file of that name is
    removed.
    """

    def __init__(self, path: Path) -> None:
        """Raises UserError where the file cannot be written."""
        self.path = path
        self.count = 0
        self._file: IO[str] | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("a").close()
            path.unlink()
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror}.", "Choose another rejects file.") from error

    def write(self, rows: Iterable[tuple[str, int | None, str, str, str]]) -> int:
        """Add rows of the five columns; returns how many."""
        before = self.count
        for row in rows:
            self._writer().writerow(row)
            self.count += 1
        return self.count - before

    def _writer(self) -> Any:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(_HEADER)
        return csv.writer(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file is not None:
            self._file.close()
