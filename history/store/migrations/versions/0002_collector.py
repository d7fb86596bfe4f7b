"""The tables of the collector of public signals: watch list, targets, leases, bodies, visits, job postings.

There is no way down: what was collected is evidence, and is never thrown away by a program.
"""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, their keys and their indexes."""
    _watches()
    _targets()
    _sites()
    _bodies()
    _visits()
    _postings()


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "website", name="pk_watches"),
    )


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("target_id", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("target_id", name="pk_targets"),
    )
    op.create_index("ix_targets_host_due_at", "targets", ["host", "due_at"])
    op.create_index("ix_targets_account_id", "targets", ["account_id"])


def _sites() -> None:
    op.create_table(
        "sites",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("leased_until", UtcTime()),
        sa.Column("memory", sa.Text()),
        sa.Column("robots", sa.Text()),
        sa.Column("robots_at", UtcTime()),
        sa.PrimaryKeyConstraint("host", name="pk_sites"),
    )


def _bodies() -> None:
    op.create_table(
        "bodies",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_bodies"),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("visit_id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("visited_at", UtcTime(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("digest", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("visit_id", name="pk_visits"),
    )
    op.create_index("ix_visits_target_id", "visits", ["target_id", "visited_at"])


def _postings() -> None:
    op.create_table(
        "postings",
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime()),
        sa.PrimaryKeyConstraint("target_id", "posting_id", name="pk_postings"),
    )
    op.create_index("ix_postings_account_id", "postings", ["account_id"])
