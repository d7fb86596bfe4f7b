"""The secret that a webhook had before, and until when its events are signed by that as well."""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the two columns; no webhook has a former secret yet."""
    op.add_column("webhooks", sa.Column("former_secret", sa.Text()))
    op.add_column("webhooks", sa.Column("former_until", UtcTime()))
