"""The scenarios that planners save in the service."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table, its key and its index."""
    op.create_table(
        "scenarios",
        sa.Column("scenario_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("question", sa.Text()),
        sa.PrimaryKeyConstraint("scenario_id", name="pk_scenarios"),
    )
    op.create_index("ix_scenarios_saved_at", "scenarios", ["saved_at", "scenario_id"])
