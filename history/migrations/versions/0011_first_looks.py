"""First looks: accounts whose pages were read before the collector noted it have been looked at since then."""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"

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
    """Note each account's first look for each kind of signals: visits were recorded when they were made."""
    connection = op.get_bind()
    first: dict[tuple[str, str], object] = {}
    for row in connection.execute(VISITED).mappings().all():
        for kind in KINDS.get(row["kind"], ()):
            key = (row["account_id"], kind)
            first[key] = min(first.get(key, row["at"]), row["at"])
    for (account_id, kind), at in first.items():
        values = {"account_id": account_id, "kind": kind, "at": at, "title": TITLE}
        name = sha256(f"{account_id}\n{kind}\nfirst look".encode()).hexdigest()[:32]
        connection.execute(KEPT, values | {"signal_id": name, "details": json.dumps({"first_look": True})})
