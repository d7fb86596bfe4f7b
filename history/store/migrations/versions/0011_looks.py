"""What a visit must say for its bodies to be read again, and the first looks of all accounts visited so far."""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# What a look at each kind of target tells, as the collector of this revision has it.
KINDS = {
    "home": ("site_update",),
    "page": ("site_update",),
    "careers": ("job_posting", "site_update"),
    "feed": ("news",),
    "sitemap": ("site_update",),
    "board": ("job_posting",),
    "patents": ("patent",),
}
# The first successful visit to each kind of target; its time stays as that database keeps it.
VISITED = sa.text(
    """
    SELECT v.account_id, t.kind, min(v.visited_at) AS at FROM visits v JOIN targets t ON t.target_id = v.target_id
    WHERE v.outcome = 'read' OR v.outcome LIKE 'unchanged:%' OR v.outcome = 'changed, to be confirmed'
    GROUP BY v.account_id, t.kind
    """
)
KEPT = sa.text(
    """
    INSERT INTO signals (signal_id, account_id, kind, observed_at, title, details, recorded_at)
    VALUES (:signal_id, :account_id, :kind, :at, :title, :details, :at)
    """
)
TITLE = "First look, before which nothing is known / 首次查看，此前一无所知"


def upgrade() -> None:
    """Add two columns, and note each account's first look for each kind of signals: its visits tell when that was."""
    op.add_column("visits", sa.Column("url", sa.Text()))
    op.add_column("visits", sa.Column("earlier", sa.Text()))
    _note_first_looks(op.get_bind())


def _note_first_looks(connection: sa.Connection) -> None:
    first: dict[tuple[str, str], object] = {}
    for row in connection.execute(VISITED).mappings().all():
        for kind in KINDS.get(row["kind"], ()):
            key = (row["account_id"], kind)
            first[key] = min(first.get(key, row["at"]), row["at"])
    for (account_id, kind), at in first.items():
        values = {"account_id": account_id, "kind": kind, "at": at, "title": TITLE}
        name = sha256(f"{account_id}\n{kind}\nfirst look".encode()).hexdigest()[:32]
        connection.execute(KEPT, values | {"signal_id": name, "details": json.dumps({"first_look": True})})
