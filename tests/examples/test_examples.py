import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from history.settings import Business
from history.tables import RECORDED, TABLES, Kind
from models.today import TodaySettings

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DATA = EXAMPLES.parent.parent / "shared" / "data"
NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
SCRIPTS = sorted(f"{path.parent.name}/{path.stem}" for path in EXAMPLES.glob("*/*.sql"))
PROTOCOLS = sorted(f"{path.parent.name}/{path.name}" for path in EXAMPLES.glob("*/protocol*.toml"))

ROWS = {
    "bpic2012/activities": 187_291,
    "bpic2012/leads": 63_701,
    "bpic2012/reps": 67,
    "bpic2012/stage_changes": 46_524,
    "cdnow/accounts": 23_570,
    "cdnow/orders": 69_659,
    "maven_crm/accounts": 85,
    "maven_crm/leads": 15_512,
    "maven_crm/orders": 4_238,
    "maven_crm/reps": 30,
    "maven_crm/stage_changes": 15_011,
    "olist/leads": 8_000,
    "olist/stage_changes": 842,
}

SQL_TYPES = {
    Kind.TEXT: {"VARCHAR"},
    Kind.NUMBER: {"BIGINT", "INTEGER", "DOUBLE"},
    Kind.TIME: {"DATE", "TIMESTAMP WITH TIME ZONE"},
    Kind.JSON: {"JSON", "VARCHAR"},
}

# Rows to train on, rows to test on, log loss of the training base rate on the test rows.
FIGURES = {
    "bpic2012/protocol.toml": (66_686, 36_477, 0.3949),
    "cdnow/protocol.toml": (471_400, 235_700, 0.0941),
    "maven_crm/protocol.toml": (2_464, 876, 0.6846),
    "olist/protocol-30d.toml": (2_208, 2_655, 0.3035),
    "olist/protocol.toml": (3_099, 2_655, 0.2132),
}

# Who stands at a cut-off t, as an own reading of the four populations.
ENTITIES = {
    "open": """SELECT t, lead_id AS id FROM cuts JOIN first_leads ON created_at <= t
               LEFT JOIN ends USING (lead_id) WHERE ended_at IS NULL OR ended_at >= t""",
    "new": """SELECT t, lead_id AS id FROM cuts
              JOIN first_leads ON created_at <= t AND created_at > t - $every::INTERVAL""",
    "buyers": "SELECT t, account_id AS id FROM cuts JOIN orders ON ordered_at < t GROUP BY ALL",
}
PURCHASES = {
    "lead": "SELECT lead_id AS id, changed_at AS bought_at FROM stage_changes WHERE stage = 'won'",
    "account": "SELECT account_id AS id, ordered_at AS bought_at FROM orders",
}


def read(path: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / path).read_text(encoding="utf-8"))


@cache
def exported(name: str) -> duckdb.DuckDBPyConnection:
    """A session with the tables of example `name`, read as an import does; skips where the export is not at hand."""
    if not (DATA / name).is_dir():
        pytest.skip(f"the export of {name} is not part of this project and is not beside it")
    session = duckdb.connect()
    session.execute("SET file_search_path = ?", [str(DATA / name)])
    session.execute("SET TimeZone = ?", [read(f"{name}/leadcast.toml")["business"]["time_zone"]])
    for script in (EXAMPLES / name).glob("*.sql"):
        session.execute(f"CREATE TABLE {script.stem} AS {script.read_text(encoding='utf-8')}")
    return session


def make_cutoffs(session: duckdb.DuckDBPyConnection, protocol: dict[str, Any]) -> None:
    """The table `cuts`: the midnights of a protocol in the session's time zone."""
    session.execute(
        """CREATE OR REPLACE TEMP TABLE cuts AS
        SELECT unnest(generate_series($from::DATE, $to::DATE, $every::INTERVAL))::DATE::TIMESTAMPTZ AS t""",
        {name: protocol[name] for name in ("from", "to", "every")},
    )


@pytest.mark.parametrize("name", NAMES)
def test_settings_are_a_business(name):
    """
    Every example's settings describe a business, and say what to predict.
    """
    settings = read(f"{name}/leadcast.toml")

    assert {"business", "intent"} <= set(settings) <= {"business", "intent", "today"}
    assert isinstance(TodaySettings(**settings.get("today", {})), TodaySettings)
    assert isinstance(Business(**settings["business"]), Business)
    assert {"entity", "population", "horizon", "every"} == set(settings["intent"])


@pytest.mark.parametrize("path", PROTOCOLS)
def test_training_ends_before_the_test_begins(path):
    """
    No outcome of a training row reaches into the test window.
    """
    protocol = read(path)
    reach = duckdb.execute("SELECT $1::DATE + $2::INTERVAL", [protocol["train_until"], protocol["horizon"]]).fetchall()

    assert protocol["from"] < protocol["train_until"]
    assert reach[0][0].date() <= protocol["test_from"] < protocol["to"]


def test_every_script_fills_a_table():
    """
    Each SQL file is named for the table that it fills.
    """
    assert set(ROWS) == set(SCRIPTS)
    assert set() == {script.split("/")[1] for script in SCRIPTS} - set(TABLES)


@pytest.mark.parametrize("path", SCRIPTS)
def test_columns_are_those_of_the_table(path):
    """
    A script gives columns of its table only, all required ones, each of a type that the table can take.
    """
    session = exported(path.split("/")[0])
    table = TABLES[path.split("/")[1]]
    given = dict(session.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table.name})").fetchall())
    kinds = {column.name: column.kind for column in table.columns} | {RECORDED: Kind.TIME}

    assert set() == {column.name for column in table.columns if column.required} - set(given)
    assert not {name: kind for name, kind in given.items() if kind not in SQL_TYPES[kinds[name]]}


@pytest.mark.parametrize("path", SCRIPTS)
def test_rows_are_whole(path):
    """
    The rows are as many as the export should give, their keys are unique, and no required value is missing.
    """
    session = exported(path.split("/")[0])
    table = TABLES[path.split("/")[1]]
    given = [name for name, *_ in session.execute(f"DESCRIBE {table.name}").fetchall()]
    key = ", ".join([*table.key, *([RECORDED] if table.versioned and RECORDED in given else [])])
    missing = " OR ".join(f"{column.name} IS NULL" for column in table.columns if column.required)
    counts = f"SELECT count(*), count(DISTINCT ({key})), count(*) FILTER ({missing}) FROM {table.name}"

    assert (ROWS[path], ROWS[path], 0) == session.execute(counts).fetchone()


@pytest.mark.parametrize("name", ["bpic2012", "maven_crm", "olist"])
def test_every_lead_ends_at_most_once(name):
    """
    A lead has one end or none, and every change belongs to a lead.
    """
    session = exported(name)
    ends = "SELECT count(*) - count(DISTINCT lead_id) FROM stage_changes WHERE stage IN ('won', 'lost')"
    orphans = "SELECT count(*) FROM stage_changes ANTI JOIN leads USING (lead_id)"
    ended_again, of_nobody = session.execute(f"SELECT ({ends}), ({orphans})").fetchall()[0]

    assert ended_again == 0
    assert of_nobody == 0


def test_maven_leads_do_not_tell_by_their_account_how_they_end():
    """
    Most open deals lack the account that all closed ones have, so no lead is known with it from the start.
    """
    session = exported("maven_crm")
    told = session.execute("SELECT count(*) FROM leads WHERE account_id IS NOT NULL AND recorded_at <= created_at")

    assert told.fetchall()[0][0] == 0


@pytest.mark.parametrize("path", PROTOCOLS)
def test_protocols_give_the_published_rows(path):
    """
    Under its protocol an export gives the rows and the base log loss that its comment states.
    """
    session = exported(path.split("/")[0])
    protocol = read(path)
    make_cutoffs(session, protocol)
    if protocol["entity"] == "lead":
        session.execute(
            """CREATE OR REPLACE TEMP VIEW first_leads AS
            SELECT lead_id, min(created_at) AS created_at FROM leads GROUP BY ALL;
            CREATE OR REPLACE TEMP VIEW ends AS
            SELECT lead_id, changed_at AS ended_at FROM stage_changes WHERE stage IN ('won', 'lost')"""
        )
    entities = ENTITIES[protocol["population"]]
    rows = session.execute(
        f"""WITH entities AS ({entities}), purchases AS ({PURCHASES[protocol["entity"]]})
        SELECT t <= $train_until::DATE::TIMESTAMPTZ AS train, count(*), sum(bought) FROM (
            SELECT t, id, coalesce(bool_or(bought_at >= t AND bought_at < t + $horizon), false)::INTEGER AS bought
            FROM entities LEFT JOIN purchases USING (id)
            WHERE t <= $train_until::DATE::TIMESTAMPTZ OR t >= $test_from::DATE::TIMESTAMPTZ
            GROUP BY ALL
        ) GROUP BY ALL ORDER BY train""",
        {name: protocol[name] for name in ("train_until", "test_from", "horizon")}
        | ({"every": protocol["every"]} if "$every" in entities else {}),
    ).fetchall()
    (_, tested, bought), (_, trained, learned) = rows
    rate = learned / trained
    log_loss = -(bought * math.log(rate) + (tested - bought) * math.log(1 - rate)) / tested

    assert FIGURES[path] == (trained, tested, round(log_loss, 4))
