"""What salespeople did about a plan, and what came of it."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table, its key and its indexes."""
    op.create_table(
        "outreach",
        sa.Column("outreach_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("lead_id", sa.Text()),
        sa.Column("play", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("done_at", UtcTime(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("outreach_id", name="pk_outreach"),
    )
    op.create_index("ix_outreach_account_id", "outreach", ["account_id"])
    op.create_index("ix_outreach_lead_id", "outreach", ["lead_id"])
