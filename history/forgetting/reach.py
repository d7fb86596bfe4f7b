"""Which tables there are, and how each can tell of a company."""

from collections.abc import Mapping
from functools import cache

import sqlalchemy as sa

from history.store import database
from history.store.migrate import upgrade
from history.store.tombstones import NAMING

# By reference only: they go with the last row that refers to them.
REFERRED: Mapping[str, tuple[str, ...]] = {
    "bodies": ("digest", "content_type"),
    "sites": ("host", "owner", "memory", "robots"),
}
# In their own words: the rows go that name the account, one of its leads, or what the company is called.
SPEAKING: Mapping[str, tuple[str, ...]] = {
    "event_rejects": ("digest", "source", "event_id", "type", "reason", "event"),
    "pushes": ("target", "key", "kind", "title", "body", "status", "fault"),
    "push_marks": ("mark",),
    "idempotent_calls": ("call_id", "fingerprint", "location", "media_type", "body"),
    "webhook_deliveries": ("delivery_id", "webhook_id", "type", "body", "state", "outcome"),
}
# Of no company: people and plans of the user's own, keys, hashes. What they say all the same, the proof finds.
SILENT: Mapping[str, tuple[str, ...]] = {
    "reps": ("rep_id", "name", "region"),
    "scenarios": ("scenario_id", "name", "author", "plan", "question"),
    "api_keys": ("key_id", "name", "hashed", "scopes", "rate"),
    "audit": ("audit_id", "actor", "method", "route", "subject", "client", "request_id"),
    "events": ("digest",),
    "webhooks": ("webhook_id", "url", "secret", "former_secret", "direction", "regions", "description", "entity"),
    "forgotten": ("digest", "account", "counts"),
    "leadcast_schema_version": ("version_num",),
}


@cache
def own_tables() -> sa.MetaData:
    """The tables that the migrations make, as a database of this version has them.

    Other tables of a database are never touched: it may be shared, and its owner's tables have an `account_id` too.
    """
    engine, metadata = database.engine("sqlite://"), sa.MetaData()
    with database.writing(engine) as connection:
        upgrade(connection)
        metadata.reflect(connection)
    engine.dispose()
    return metadata


def texts(table: sa.Table) -> "list[sa.Column[str]]":
    """Its columns of text."""
    return [column for column in table.c if isinstance(column.type, sa.String)]


def owned(metadata: sa.MetaData) -> list[sa.Table]:
    """The tables whose rows belong to an account or to a lead, by a column of its own or by `entity` and its id."""
    return [table for table in metadata.sorted_tables if set(NAMING) & set(table.c.keys()) or is_of_entity(table)]


def is_of_entity(table: sa.Table) -> bool:
    """Whether its rows say whose they are by `entity`, which is `account` or `lead`, and `entity_id`."""
    return {"entity", "entity_id"} <= set(table.c.keys())


def speaking(metadata: sa.MetaData) -> list[sa.Table]:
    """The tables whose rows go where they name a company in their texts, and those that nobody decided about."""
    settled = {*REFERRED, *SILENT, *(table.name for table in owned(metadata))}
    return [table for table in metadata.sorted_tables if table.name not in settled]


def undecided(metadata: sa.MetaData) -> list[str]:
    """Columns of text that nobody has decided about, as `table.column`: decide here, and say so in the lists above."""
    decided = {**REFERRED, **SPEAKING, **SILENT}
    whole = {table.name for table in owned(metadata)}
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.name not in whole
        for column in texts(table)
        if column.name not in decided.get(table.name, ())
    ]
