"""Run by Alembic; `history.store.migrate` hands over the connection, which is already in a transaction."""

from alembic import context

from history.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=context.config.attributes["version_table"],
    render_as_batch=True,
)
context.run_migrations()
