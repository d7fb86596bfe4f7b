"""The schema: what the migrations make is what the metadata says, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from history.audit import entries as audit
from history.errors import UserError
from history.events import remembered as events
from history.outreach import log as outreach
from history.store import tombstones
from history.store.database import engine, make, writing
from history.store.migrate import VERSION_TABLE, upgrade
from history.store.schema import METADATA
from history.tables import RECORDED, TABLES
from scrapers.ledger import tables as ledger
from serving import keys
from serving.layers import repeats
from serving.planner import saved
from serving.push import ledger as pushes
from serving.webhooks import records as webhooks

OTHERS = [
    each.METADATA for each in (ledger, saved, audit, keys, events, outreach, pushes, tombstones, webhooks, repeats)
]


@pytest.fixture
def empty(bare_url):
    make(bare_url)
    opened = engine(bare_url)
    yield opened
    opened.dispose()


def test_migrated_schema_equals_the_metadata(empty):
    """The revisions make exactly the tables, columns, types and indexes of the metadata."""
    with writing(empty) as connection:
        upgrade(connection)
        context = MigrationContext.configure(
            connection,
            opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True},
        )

        assert [] == compare_metadata(context, [METADATA, *OTHERS])


def test_keys_are_those_of_the_tables(empty):
    """An event row is unique by its key, a versioned one by its key and its recorded_at."""
    with writing(empty) as connection:
        upgrade(connection)
        inspector = sa.inspect(connection)
        for name, table in TABLES.items():
            expected = [*table.key, RECORDED] if table.versioned else [*table.key]

            assert expected == inspector.get_pk_constraint(name)["constrained_columns"]


def test_upgrade_twice_changes_nothing(empty):
    """A second upgrade finds the schema up to date."""
    with writing(empty) as connection:
        upgrade(connection)
    with writing(empty) as connection:
        upgrade(connection)

        owned = {*TABLES, *(name for other in OTHERS for name in other.tables), VERSION_TABLE}
        assert owned == set(sa.inspect(connection).get_table_names())


def test_failed_migration_leaves_nothing(empty):
    """The migration is one transaction with what surrounds it: rolled back, no table is left."""

    def fail_after_upgrade():
        with writing(empty) as connection:
            upgrade(connection)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail_after_upgrade()

    assert [] == sa.inspect(empty).get_table_names()


def test_newer_schema_is_refused(empty):
    """A database of a newer version is not touched."""
    with writing(empty) as connection:
        upgrade(connection)
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(UserError, match="newer version"), writing(empty) as connection:
        upgrade(connection)


def test_foreign_tables_of_the_same_name_are_refused(empty):
    """A CRM's own table `orders` is not taken for ours."""
    with writing(empty) as connection:
        connection.execute(sa.text("CREATE TABLE orders (id INTEGER)"))

    with pytest.raises(UserError, match="orders"), writing(empty) as connection:
        upgrade(connection)


def test_times_come_back_as_the_same_moment_in_utc(empty):
    """To the microsecond, whatever the zone they were given in, before 1970 too."""
    moments = [
        datetime(2026, 3, 1, 9, 30, 0, 123457, tzinfo=timezone(timedelta(hours=8))),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ]
    reps = METADATA.tables["reps"]
    with writing(empty) as connection:
        upgrade(connection)
        rows = [
            {"rep_id": str(number), "name": "n", "joined_at": moment, "recorded_at": moment}
            for number, moment in enumerate(moments)
        ]
        connection.execute(reps.insert(), rows)
        read = connection.scalars(sa.select(reps.c.joined_at).order_by(reps.c.rep_id)).all()

    assert moments == read
    assert [timedelta(0)] * 2 == [moment.utcoffset() for moment in read]


@pytest.mark.parametrize("wrong", [datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None), "2026-03-01"])
def test_naive_times_are_refused(empty, wrong):
    """A time without a zone could mean any of twenty-four hours."""
    reps = METADATA.tables["reps"]
    with writing(empty) as connection:
        upgrade(connection)
        with pytest.raises(sa.exc.StatementError, match=r"no time zone|not a datetime"):
            connection.execute(sa.select(reps).where(reps.c.joined_at < wrong))
