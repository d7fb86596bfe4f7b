"""What was pushed to whom, what waits to be, and what held when alerts were last looked for."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create both tables and their keys."""
    op.create_table(
        "pushes",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("found_at", UtcTime(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime()),
        sa.Column("fault", sa.Text()),
        sa.PrimaryKeyConstraint("target", "key", name="pk_pushes"),
    )
    op.create_table(
        "push_marks",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_push_marks"),
    )
