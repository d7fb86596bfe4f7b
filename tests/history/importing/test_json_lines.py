"""JSON Lines: what is no object is kept aside with its reason, and everything else can be read."""

import gzip
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.importing.json_lines import Sieved, sieve

GOOD = ['{"id": 1}', '{"id": 2, "note": "它说：\\"{\\""}', ' {"id": NaN} ']
BAD = {
    '{"id": 3': "is no JSON at character 9: expecting ',' delimiter",
    "{'id': 3}": "is no JSON at character 2: expecting property name enclosed in double quotes",
    '{"id": 3} {"id": 4}': "is no JSON at character 11: extra data",
    '["id", 3]': "is no JSON object",
    "null": "is no JSON object",
    '{"id": "\\ud800"}': "is no JSON object",
}
LINES = st.lists(st.sampled_from([*GOOD, *BAD, "", "  "]), max_size=30)


def sieved(folder: Path, name: str, content: bytes) -> Sieved:
    """What becomes of an export of that one file."""
    export = folder / "export"
    (export / name).parent.mkdir(parents=True, exist_ok=True)
    (export / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return sieve(export, folder / "sieved")


def left_out(found: Sieved) -> list[tuple[str, int, str, str]]:
    """File, line, reason and text of each line."""
    if found.broken is None:
        return []
    lines = [json.loads(line) for line in found.broken.read_text(encoding="utf-8").splitlines()]
    return [(Path(each["file"]).name, each["line"], each["reason"], each["text"]) for each in lines]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "A.JSON", "sub/a.jsonl.gz"])
def test_what_is_no_object_is_left_out(tmp_path: Path, name: str) -> None:
    """With line, reason and text; blank lines are nothing; the file stays packed, and the others linked to."""
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "other.csv").write_text("id\n1\n")
    lines = [*GOOD, "", *BAD, *GOOD * 2]

    found = sieved(tmp_path, name, "\r\n".join(lines).encode())

    expected = [(Path(name).name, 5 + at, reason, text) for at, (text, reason) in enumerate(BAD.items())]
    assert expected == left_out(found)
    assert [f"{name}: lines that are no JSON object are left out (6)"] == found.notes
    assert (found.readable / "other.csv").resolve() == (tmp_path / "export" / "other.csv").resolve()
    read = duckdb.sql(f"SELECT count(*) FROM read_json('{found.readable / name}', format = 'newline_delimited')")
    assert [(9,)] == read.fetchall()


@pytest.mark.parametrize(
    "content",
    [
        '{"id": 1}\n\n{"id": 2}\n',
        '[{"id": 1},\n{"id": 2}]',
        '[\n{"id": 1}\n]',
        '{\n "id": 1,\n "at": {"day": 2}\n}\n{\n "id": 2}',
        '[{"id": 1},\n{"id": }]',
        '{"id": 1}\nno\nnone\nnever\n',
        "",
    ],
)
def test_other_json_is_left_alone(tmp_path: Path, content: str) -> None:
    """Lists, objects over several lines, what is mostly no object, and what has nothing wrong."""
    found = sieved(tmp_path, "a.json", content.encode())

    assert Sieved(tmp_path / "export", None, []) == found


def test_a_name_tells_lines(tmp_path: Path) -> None:
    """However many are bad; one that has no good line at all is left to the SELECT to complain of."""
    assert 3 == len(left_out(sieved(tmp_path / "1", "a.jsonl", b'{"id": 1}\nno\nnone\nnever\n')))
    assert sieved(tmp_path / "2", "a.jsonl", b"no\nnone\n").broken is None


def test_bytes_that_are_no_text_cost_their_line(tmp_path: Path) -> None:
    """The others are read."""
    found = sieved(tmp_path, "a.jsonl", b'{"id": 1}\n{"id": "\xff\xfe"}\n{"id": 3}\n')

    assert [("a.jsonl", 2, "is no UTF-8", '{"id": "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"}')] == left_out(
        found
    )
    assert b'{"id": 1}\n{"id": 3}\n' == (found.readable / "a.jsonl").read_bytes()


@given(LINES)
def test_every_line_is_read_or_left_out(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """One or the other, and DuckDB reads all that are left, whatever the order."""
    found = sieved(tmp_path_factory.mktemp("lines"), "a.jsonl", "\n".join(lines).encode())
    bad = [line for line in lines if line in BAD]
    if any(line in GOOD for line in lines):
        assert bad == [text for *_, text in left_out(found)]
        read = duckdb.sql(f"FROM read_ndjson_objects('{found.readable / 'a.jsonl'}')").fetchall()
        assert len([line for line in lines if line in GOOD]) == len(read)
    else:
        assert found.broken is None
