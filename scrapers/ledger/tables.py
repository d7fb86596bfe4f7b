"""The collector's tables as SQLAlchemy sees them; revision 0002 of the history's migrations creates them."""

import sqlalchemy as sa

from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

# Who is watched: one website of one account.
WATCHES = sa.Table(
    "watches",
    METADATA,
    sa.Column("account_id", sa.Text(), primary_key=True),
    sa.Column("website", sa.Text(), primary_key=True),
    sa.Column("added_at", UtcTime(), nullable=False),
)

# What is fetched for a watch, and what the next fetch needs to know: validators, the last body, what was learned.
TARGETS = sa.Table(
    "targets",
    METADATA,
    sa.Column("target_id", sa.Text(), primary_key=True),
    sa.Column("account_id", sa.Text(), nullable=False),
    sa.Column("website", sa.Text(), nullable=False),
    sa.Column("url", sa.Text(), nullable=False),
    sa.Column("host", sa.Text(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("origin", sa.Text(), nullable=False),
    sa.Column("every_s", sa.Integer(), nullable=False),
    sa.Column("due_at", UtcTime(), nullable=False),
    sa.Column("visited_at", UtcTime()),
    sa.Column("etag", sa.Text()),
    sa.Column("last_modified", sa.Text()),
    sa.Column("digest", sa.Text()),
    sa.Column("failures", sa.Integer(), nullable=False),
    sa.Column("pending", sa.Boolean(), nullable=False),
    sa.Column("memory", sa.Text()),
    sa.Index("ix_targets_host_due_at", "host", "due_at"),
    sa.Index("ix_targets_account_id", "account_id"),
)

# One host is worked on by one run at a time: the run that holds its lease.
SITES = sa.Table(
    "sites",
    METADATA,
    sa.Column("host", sa.Text(), primary_key=True),
    sa.Column("owner", sa.Text()),
    sa.Column("leased_until", UtcTime()),
    sa.Column("memory", sa.Text()),
    sa.Column("robots", sa.Text()),
    sa.Column("robots_at", UtcTime()),
)

# Bodies that a signal may refer to, compressed by zlib, under the SHA-256 of their bytes.
BODIES = sa.Table(
    "bodies",
    METADATA,
    sa.Column("digest", sa.Text(), primary_key=True),
    sa.Column("content_type", sa.Text(), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=False),
    sa.Column("kept_at", UtcTime(), nullable=False),
)

# Every attempt, whatever came of it: "fetched, nothing there" and "not fetched" are different facts. `url` is where an
# answer came from after redirects, `earlier` the digests of the bodies that it goes on from, as a JSON list.
VISITS = sa.Table(
    "visits",
    METADATA,
    sa.Column("visit_id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("target_id", sa.Text(), nullable=False),
    sa.Column("account_id", sa.Text(), nullable=False),
    sa.Column("visited_at", UtcTime(), nullable=False),
    sa.Column("outcome", sa.Text(), nullable=False),
    sa.Column("status", sa.Integer()),
    sa.Column("digest", sa.Text()),
    sa.Column("reason", sa.Text()),
    sa.Column("url", sa.Text()),
    sa.Column("earlier", sa.Text()),
    sa.Index("ix_visits_target_id", "target_id", "visited_at"),
)

# Jobs as they were first and last seen on a board.
POSTINGS = sa.Table(
    "postings",
    METADATA,
    sa.Column("target_id", sa.Text(), primary_key=True),
    sa.Column("posting_id", sa.Text(), primary_key=True),
    sa.Column("account_id", sa.Text(), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("url", sa.Text()),
    sa.Column("opened_at", UtcTime(), nullable=False),
    sa.Column("closed_at", UtcTime()),
    sa.Index("ix_postings_account_id", "account_id"),
)
