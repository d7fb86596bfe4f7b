"""Who is told when scores cross a threshold, on which side each score stands, and what is still to be sent; and the
answers to calls that may be repeated."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the four tables, their keys and indexes."""
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("release", sa.Double(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("promoted_at", UtcTime(), nullable=False),
        sa.Column("as_of", UtcTime(), nullable=False),
        sa.Column("disabled_at", UtcTime()),
        sa.PrimaryKeyConstraint("webhook_id", name="pk_webhooks"),
    )
    op.create_table(
        "webhook_sides",
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("is_above", sa.Boolean(), nullable=False),
        sa.Column("promoted_at", UtcTime(), nullable=False),
        sa.Column("as_of", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", "entity", "entity_id", name="pk_webhook_sides"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime()),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_webhook_deliveries"),
    )
    op.create_index("ix_webhook_deliveries_due", "webhook_deliveries", ["state", "due_at"])
    op.create_index("ix_webhook_deliveries_of", "webhook_deliveries", ["webhook_id", "created_at", "delivery_id"])
    op.create_table(
        "idempotent_calls",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("began_at", UtcTime(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("location", sa.Text()),
        sa.Column("media_type", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.PrimaryKeyConstraint("call_id", name="pk_idempotent_calls"),
    )
    op.create_index("ix_idempotent_calls_began_at", "idempotent_calls", ["began_at"])
