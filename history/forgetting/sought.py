"""Find ids and names in any bytes: thousands of them in one pass, however long the bytes are."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

# Shorter ones, and ids of digits alone, are found by chance: they are looked for where an id of their kind stands.
LEAST = 6
_WORD = frozenset(b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le")
_VALUE = rb'["\\]*\s*:\s*["\\]*([^"\\,}\s]+)'
# Looked for from the beginning of a word on alone: else a long one would be read again from each of its letters.
_KEYED = re.compile(rb"(?<![a-z])([a-z]+_id)" + _VALUE)
# As messages of ours tell of an account or a lead.
_OF_ENTITY = re.compile(rb"entity" + _VALUE + rb'["\\]*\s*,\s*["\\]*id' + _VALUE)
_CHUNK = 8 << 20


@dataclass(frozen=True)
class Sought:
    """What must be nowhere: `ids` by the column that they stand in, such as `account_id`, and names of the company."""

    ids: Mapping[str, frozenset[str]]
    names: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many ids."""
        return sum(map(len, self.ids.values()))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The ids and names that stand for nothing else wherever they stand."""
        ids = (name for names in self.ids.values() for name in names if not name.isdecimal())
        return frozenset(each for each in (*ids, *self.names) if len(each.encode()) >= LEAST)

    @cached_property
    def _by_end(self) -> Mapping[bytes, Mapping[bytes, str]]:
        """What to look for as bytes, in every encoding, by its last bytes; with what it is."""
        found: dict[bytes, dict[bytes, str]] = defaultdict(dict)
        for each in self.telling:
            for needle in {each.encode(encoding) for encoding in _ENCODINGS} | {json.dumps(each)[1:-1].encode()}:
                if len(needle) >= LEAST:
                    found[needle[-LEAST:]][needle] = each
        return found

    @cached_property
    def _keys(self) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
        return np.array(sorted(int.from_bytes(end, "little") for end in self._by_end), dtype="<u8")

    def found_in(self, data: bytes, *, whole: bool = True) -> dict[str, int]:
        """What stands in `data`, and how often; with `whole` no id or name within a longer word counts."""
        found: dict[str, int] = defaultdict(int)
        for needle, name, at in self._places(data):
            if not whole or _is_whole(data, at, at + len(needle)):
                found[name] += 1
        named = ((kind + b"_id", value) for kind, value in _OF_ENTITY.findall(data))
        for column, value in (*_KEYED.findall(data), *named):
            told = value.decode("utf-8", "replace")
            if told not in self.telling and told in self.ids.get(column.decode("latin-1"), ()):
                found[told] += 1
        return dict(found)

    def _places(self, data: bytes) -> Iterator[tuple[bytes, str, int]]:
        for end in self._ends(data) if len(self._keys) else ():
            for needle, name in self._by_end.get(data[end - LEAST : end], {}).items():
                if data.endswith(needle, 0, end):
                    yield needle, name, end - len(needle)

    def _ends(self, data: bytes) -> Iterator[int]:
        """Where the last bytes of something sought end: every window of eight bytes, compared as a number."""
        mask = np.uint64((1 << 8 * LEAST) - 1)
        for start in range(0, len(data), _CHUNK):
            part = data[start : start + _CHUNK + LEAST - 1] + bytes(16)
            for shift in range(8):
                windows = np.frombuffer(part, "<u8", (len(part) - shift) // 8, shift) & mask
                places = np.minimum(np.searchsorted(self._keys, windows), len(self._keys) - 1)
                for place in np.flatnonzero(self._keys[places] == windows):
                    begin = shift + 8 * int(place)
                    if begin < _CHUNK:
                        yield start + begin + LEAST


def _is_whole(data: bytes, start: int, end: int) -> bool:
    """Whether no letter or digit goes on beside a letter or digit at either end."""
    return not any(_goes_on(data[edge - 1 : edge + 1]) for edge in (start, end) if edge)


def _goes_on(pair: bytes) -> bool:
    return len(pair) == 2 and pair[0] in _WORD and pair[1] in _WORD
