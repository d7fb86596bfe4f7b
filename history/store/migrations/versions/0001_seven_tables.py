"""The seven tables of the history.

There is no way down: the history is never thrown away by a program.
"""

import sqlalchemy as sa
from alembic import op

from history.store.schema import UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables, their keys and their indexes."""
    _accounts()
    _reps()
    _leads()
    _stage_changes()
    _activities()
    _orders()
    _signals()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text()),
        sa.Column("industry", sa.Text()),
        sa.Column("employees", sa.Double()),
        sa.Column("website", sa.Text()),
        sa.Column("valid_from", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "recorded_at", name="pk_accounts"),
    )
    op.create_index("ix_accounts_recorded_at", "accounts", ["recorded_at"])


def _reps() -> None:
    op.create_table(
        "reps",
        sa.Column("rep_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text()),
        sa.Column("joined_at", UtcTime(), nullable=False),
        sa.Column("left_at", UtcTime()),
        sa.PrimaryKeyConstraint("rep_id", "recorded_at", name="pk_reps"),
    )
    op.create_index("ix_reps_recorded_at", "reps", ["recorded_at"])


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column("industry", sa.Text()),
        sa.Column("product", sa.Text()),
        sa.Column("rep_id", sa.Text()),
        sa.Column("value", sa.Double()),
        sa.PrimaryKeyConstraint("lead_id", "recorded_at", name="pk_leads"),
    )
    op.create_index("ix_leads_account_id", "leads", ["account_id"])
    op.create_index("ix_leads_recorded_at", "leads", ["recorded_at"])


def _stage_changes() -> None:
    op.create_table(
        "stage_changes",
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("lead_id", "changed_at", "stage", name="pk_stage_changes"),
    )
    op.create_index("ix_stage_changes_recorded_at", "stage_changes", ["recorded_at"])


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text()),
        sa.Column("account_id", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", UtcTime(), nullable=False),
        sa.Column("rep_id", sa.Text()),
        sa.Column("direction", sa.Text()),
        sa.Column("duration_s", sa.Double()),
        sa.Column("details", sa.Text()),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("activity_id", name="pk_activities"),
    )
    op.create_index("ix_activities_account_id", "activities", ["account_id"])
    op.create_index("ix_activities_lead_id", "activities", ["lead_id"])
    op.create_index("ix_activities_recorded_at", "activities", ["recorded_at"])


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text()),
        sa.Column("ordered_at", UtcTime(), nullable=False),
        sa.Column("amount", sa.Double()),
        sa.Column("paid", sa.Double()),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_orders"),
    )
    op.create_index("ix_orders_account_id", "orders", ["account_id"])
    op.create_index("ix_orders_lead_id", "orders", ["lead_id"])
    op.create_index("ix_orders_recorded_at", "orders", ["recorded_at"])


def _signals() -> None:
    op.create_table(
        "signals",
        sa.Column("signal_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("published_at", UtcTime()),
        sa.Column("observed_at", UtcTime(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("details", sa.Text()),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("signal_id", name="pk_signals"),
    )
    op.create_index("ix_signals_account_id", "signals", ["account_id"])
    op.create_index("ix_signals_recorded_at", "signals", ["recorded_at"])
