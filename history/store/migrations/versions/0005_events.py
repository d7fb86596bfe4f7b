"""What came as events: which ones were taken, and those that were not, with the reason."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the two tables and their keys."""
    op.create_table(
        "events",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_events"),
    )
    op.create_table(
        "event_rejects",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_event_rejects"),
    )
    op.create_index("ix_event_rejects_received_at", "event_rejects", ["received_at"])
