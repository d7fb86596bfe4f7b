"""Jobs as they were first and last seen on a board."""

from datetime import datetime

import sqlalchemy as sa

from scrapers.ledger.ledger import insert_missing
from scrapers.ledger.tables import POSTINGS
from scrapers.reading import Jobs
from scrapers.targets import Target


def keep(connection: sa.Connection, target: Target, jobs: Jobs, now: datetime) -> None:
    """Put down which jobs a look at a board found open, or open again, and which closed."""
    opened = [
        {
            "target_id": target.target_id,
            "posting_id": each.posting_id,
            "account_id": target.account_id,
            "title": each.title,
            "url": each.url,
            "opened_at": now,
        }
        for each in jobs.opened
    ]
    if insert_missing(connection, POSTINGS, opened) < len(opened):
        own = sa.and_(POSTINGS.c.target_id == target.target_id, POSTINGS.c.closed_at.is_not(None))
        again = POSTINGS.c.posting_id.in_([each.posting_id for each in jobs.opened])
        connection.execute(POSTINGS.update().where(own, again).values(closed_at=None))
    if jobs.closed:
        closed = sa.and_(POSTINGS.c.target_id == target.target_id, POSTINGS.c.posting_id.in_(jobs.closed))
        connection.execute(POSTINGS.update().where(closed, POSTINGS.c.closed_at.is_(None)).values(closed_at=now))
