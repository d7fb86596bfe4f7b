"""Where a JSON file stops being JSON: DuckDB tells the record, people look for the line."""

import io
import json
import re
from pathlib import Path
from typing import TextIO

from history.importing.files import unpacked

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\n\r]*")
# A value that is still open after so many characters is taken for one that is never closed.
_LONGEST = 1 << 24


class _Fault(Exception):
    """What is wrong, and where."""


def worded(error: json.JSONDecodeError) -> str:
    """What is wrong, without where."""
    what = error.msg.removesuffix(" at").removesuffix(" starting")
    return what[:1].lower() + what[1:]


def fault_in(path: Path, piece: int = 1 << 16) -> str | None:
    """What is wrong first in a list of values, or in values one after the other, and where; None where nothing is.

    It is read `piece` characters at a time, so that memory holds little more than the longest value.
    """
    with io.TextIOWrapper(unpacked(path), encoding="utf-8", errors="replace", newline="") as file:
        try:
            _pass_over(_Window(file, piece))
        except _Fault as fault:
            return str(fault)
    return None


class _Window:
    """A text that is read piece by piece; line and column, from 1 on, are those of what comes next."""

    def __init__(self, file: TextIO, piece: int) -> None:
        self._file, self._piece = file, piece
        self._held, self._at = "", 0
        self._line = self._column = 1

    def next(self) -> str:
        """The next character that is no blank; it stays to be passed. Nothing at the end."""
        while True:
            blanks = _BLANKS.match(self._held, self._at)
            self._go_to(blanks.end() if blanks else self._at)
            if self._at < len(self._held) or not self._read_on():
                return self._held[self._at : self._at + 1]

    def pass_sign(self) -> None:
        """Pass that character."""
        self._go_to(self._at + 1)

    def pass_value(self) -> None:
        """Pass one value.

        Raises:
            _Fault: there is none.
        """
        while True:
            try:
                _, end = _DECODER.raw_decode(self._held, self._at)
            except RecursionError:
                raise self.fault("nested too deep") from None
            except json.JSONDecodeError as error:
                if len(self._held) - self._at > _LONGEST or not self._read_on():
                    self._go_to(error.pos)
                    raise self.fault(worded(error)) from None
            else:
                # A number may go on where the piece ends, after a point, an e or an e with a sign too.
                if len(self._held) - end > len("e+") or not self._read_on():
                    self._go_to(end)
                    return

    def fault(self, what: str) -> _Fault:
        """That this is wrong with what comes next."""
        return _Fault(f"line {self._line:,}, column {self._column:,}: {what}")

    def _read_on(self) -> bool:
        piece = self._file.read(max(self._piece, len(self._held) - self._at))
        if piece:
            self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)

    def _go_to(self, place: int) -> None:
        lines = self._held.count("\n", self._at, place)
        self._line += lines
        self._column = place - self._held.rfind("\n", 0, place) if lines else self._column + place - self._at
        self._at = place


def _pass_over(text: _Window) -> None:
    is_list = text.next() == "["
    if is_list:
        text.pass_sign()
    while (sign := text.next()) not in ("", "]"):
        text.pass_value()
        if is_list:
            _pass_comma(text)
    if is_list and not sign:
        raise text.fault("the list is not closed")
    if is_list:
        text.pass_sign()
    if text.next():
        raise text.fault("extra data")


def _pass_comma(text: _Window) -> None:
    sign = text.next()
    if sign == ",":
        text.pass_sign()
    elif sign != "]":
        raise text.fault("expecting ',' or ']'" if sign else "the list is not closed")
