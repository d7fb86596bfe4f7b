"""Where JSON stops being JSON: the line and column that an editor would show."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.importing.json_fault import fault_in

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def fault(folder: Path, text: str, piece: int = 1 << 16) -> str | None:
    """Of a file with that text."""
    (folder / "a.json").write_text(text, encoding="utf-8", newline="")
    return fault_in(folder / "a.json", piece)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"id": 1},\n {"id": }]', "line 2, column 9: expecting value"),
        ('[{"id": 1}\n {"id": 2}]', "line 2, column 2: expecting ',' or ']'"),
        ('[{"id": 1},\r\n\r\n  {"名": 2]', "line 3, column 10: expecting ',' delimiter"),
        ('[{"id": 1},\n', "line 2, column 1: the list is not closed"),
        ('[{"id": 1}', "line 1, column 11: the list is not closed"),
        ('[{"id": 1}] x', "line 1, column 13: extra data"),
        ('{"id": 1}\n{"id: 2}\n', "line 2, column 9: invalid control character"),
        ('{"id": 1}\n{"id": "2', "line 2, column 8: unterminated string"),
        ('{"id": 1}]', "line 1, column 10: extra data"),
        ("[" * 400_000, "line 1, column 2: nested too deep"),
    ],
)
def test_the_first_fault_is_told(tmp_path: Path, text: str, said: str) -> None:
    """Of a list, and of values one after the other."""
    assert said == fault(tmp_path, text)


@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 1]), st.integers(1, 40))
def test_json_has_no_fault(
    tmp_path_factory: pytest.TempPathFactory, values: list[object], indent: int | None, piece: int
) -> None:
    """Whatever it holds, written as a list or one value after the other, in whatever pieces it is read."""
    folder = tmp_path_factory.mktemp("json")
    written = [json.dumps(value, indent=indent) for value in values]
    follow = written if not written or not written[0].startswith("[") else ["0", *written]

    assert fault(folder, f"[{', '.join(written)}]", piece) is None
    assert fault(folder, "\n".join(follow), piece) is None


@given(st.lists(VALUES, min_size=1, max_size=5), st.data())
def test_a_fault_is_where_it_was_made(
    tmp_path_factory: pytest.TempPathFactory, values: list[object], data: st.DataObject
) -> None:
    """A sign that no JSON has, put between two values, is found there."""
    place = data.draw(st.integers(0, len(values) - 1))
    before = json.dumps(values[:place], indent=1)[:-1].rstrip() + "," * bool(place) + "\n"
    after = ", ".join(json.dumps(value) for value in values[place:])

    lines = before.count("\n") + 1
    assert fault(tmp_path_factory.mktemp("json"), f"{before}  ?{after}]") == f"line {lines}, column 3: expecting value"


def test_a_long_list_is_not_held_in_memory(tmp_path: Path) -> None:
    """Packed or not: some pieces of it at a time."""
    rows = ",\n".join(f'{{"id": {number}, "note": "{"x" * 200}"}}' for number in range(50_000))
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(f"[{rows},\n?]".encode(), 1))
    tracemalloc.start()
    try:
        assert "line 50,001, column 1: expecting value" == fault_in(tmp_path / "a.json.gz")
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()
