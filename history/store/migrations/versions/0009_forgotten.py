"""Who was forgotten: hashes of ids, when, and how many rows went."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the table, its key and its index."""
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("forgotten_at", UtcTime(), nullable=False),
        sa.Column("counts", sa.Text()),
        sa.PrimaryKeyConstraint("digest", "account", name="pk_forgotten"),
    )
    op.create_index("ix_forgotten_account", "forgotten", ["account"])
