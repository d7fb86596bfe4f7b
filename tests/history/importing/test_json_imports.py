"""JSON, line by line and as a whole, in an import."""

import gzip
import json

import pytest

from history.errors import UserError
from tests.history.importing.importing import counts, rejects, stored

JSON_SQL = "SELECT id AS order_id, customer AS account_id, day AS ordered_at, amount, paid FROM '{}'"
JSON_GOOD = {"id": 1, "customer": 7, "day": "2026-01-01 10:00:00", "amount": 12.5, "paid": None}


def json_lines(*lines):
    """A line of each: a text as it is, a number as a good row of that id."""
    return "\n".join(each if isinstance(each, str) else json.dumps(JSON_GOOD | {"id": each}) for each in lines)


@pytest.mark.parametrize(
    ("file", "named"), [("o.jsonl", "o.jsonl"), ("o.json", "o.json"), ("o.ndjson.gz", "*.ndjson.gz")]
)
def test_one_bad_line_of_json_does_not_stop_the_good(run, file, named):
    """It is kept with file, line and reason; the row before and the row behind it go in."""
    text = json_lines(1, '{"id": 2, "customer": 7', 3)
    content = gzip.compress(text.encode()) if file.endswith(".gz") else text

    report = run({file: content}, {"orders": JSON_SQL.format(named)})

    assert (3, 2, 0, 1) == counts(report, "orders")
    assert ["1", "3"] == stored(run, "orders")["order_id"].tolist()
    (line,) = rejects(report)
    assert f"{file}, line 2: is no JSON at character 24: expecting ',' delimiter" == line["reason"]
    assert ("", '{"id": 2, "customer": 7') == (line["row"], json.loads(line["values"]))
    assert [f"{file}: lines that are no JSON object are left out (1)"] == report.notes


def test_a_bad_line_is_rejected_for_each_select_that_reads_it(run):
    """And for none that reads another file."""
    files = {"o.jsonl": json_lines(1, "oops"), "p.jsonl": json_lines(2)}
    accounts = "SELECT customer AS account_id, 'n' AS name, day AS valid_from FROM read_json('{}')"

    both = run(files, {"orders": JSON_SQL.format("o.jsonl"), "accounts": accounts.format("o.jsonl")})
    one = run(files, {"accounts": accounts.format("p.jsonl")})

    assert (1, 1) == (both.tables["orders"].rejected, both.tables["accounts"].rejected)
    assert (1, 0) == (one.tables["orders"].rejected, one.tables["accounts"].rejected)


def test_one_value_of_another_type_far_down_does_not_stop_the_good(run):
    """The types of JSON are not settled by the first rows alone either."""
    text = json_lines(*range(25_000), json.dumps(JSON_GOOD | {"id": "x1", "day": "yesterday"}))

    report = run({"o.jsonl": text}, {"orders": JSON_SQL.format("o.jsonl")})

    assert (25_001, 25_000, 0, 1) == counts(report, "orders")
    assert "ordered_at: 'yesterday' is not a time" == rejects(report)[0]["reason"]


def test_json_that_is_broken_as_a_whole_says_where(run):
    """A list cannot be read without its bad part; line and column are those of the file."""
    text = f"[{json.dumps(JSON_GOOD)},\n {json.dumps(JSON_GOOD)[:-1]},\n {json.dumps(JSON_GOOD)}]"

    with pytest.raises(
        UserError, match=r"orders.sql failed: o.json is no JSON at line 3, column 2: expecting"
    ) as caught:
        run({"o.json": text}, {"orders": JSON_SQL.format("o.json")})

    assert "JSON Lines" in caught.value.hint
