"""Bring a database to the schema of this version, by the Alembic revisions in `history/store/migrations`."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from history.errors import UserError
from history.store import database
from history.store.schema import METADATA

# A name of our own: MLflow keeps its tables by Alembic as well, and may share the database.
VERSION_TABLE = "leadcast_schema_version"
_LOCK = 0x1EADCA57


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "history.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: sa.Connection) -> None:
    """Create or upgrade the tables within the connection's transaction; nothing happens when they are up to date.

    Raises:
        UserError: the database was written by a newer version, or holds foreign tables of the same names.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    if _current(connection) == script.get_current_head():
        return
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    _check(connection, script)
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(config, "head")


def upgrade_existing(connection: sa.Connection) -> None:
    """The same for a database that has tables of ours: else nothing is made.

    Raises:
        UserError: as `upgrade`, or it has none.
    """
    if _current(connection) is None:
        raise database.nothing_at(connection.engine.url)
    upgrade(connection)


def prepare(engine: sa.Engine, step: Callable[[sa.Connection], None]) -> None:
    """Take that step, `upgrade` or `upgrade_existing`, in a transaction; a failed one leaves no connection open.

    Raises:
        UserError: as the step, or the database cannot be reached or written.
    """
    try:
        with database.explained(engine), database.writing(engine) as connection:
            step(connection)
    except BaseException:
        engine.dispose()
        raise


def _current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def _check(connection: sa.Connection, script: ScriptDirectory) -> None:
    current = _current(connection)
    if current is None:
        if taken := sorted(set(sa.inspect(connection).get_table_names()) & set(METADATA.tables)):
            raise UserError(
                f"The database already holds tables named {', '.join(taken)} that are not Leadcast's.",
                "Give Leadcast a database of its own, or on PostgreSQL a schema: ?options=-csearch_path%3Dleadcast",
            )
    elif current not in {revision.revision for revision in script.walk_revisions()}:
        raise UserError(
            f"The database was written by a newer version of Leadcast (schema {current}).",
            "Upgrade Leadcast, or open another database.",
        )
