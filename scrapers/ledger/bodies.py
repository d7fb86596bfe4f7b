"""Bodies as they were fetched, compressed, under the SHA-256 of their bytes: evidence, and what is read again."""

import zlib
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from scrapers.ledger.ledger import insert_missing
from scrapers.ledger.tables import BODIES
from scrapers.records import Page

# Statements of every visit, made once: to put one together costs as much as to run it.
_BODY = sa.select(BODIES.c.body, BODIES.c.content_type).where(BODIES.c.digest == sa.bindparam("of_digest"))
_KNOWN = sa.select(BODIES.c.digest).where(BODIES.c.digest == sa.bindparam("of_digest"))


def page(connection: sa.Connection, url: str, digest: str | None, at: datetime) -> Page | None:
    """A stored body as it came from an address at that time; None if it was not kept, as where only noise changed."""
    row = connection.execute(_BODY, {"of_digest": digest}).first()
    return None if row is None else Page(url, zlib.decompress(row.body), at, row.content_type)


def keep(connection: sa.Connection, pages: Iterable[Page | None], now: datetime) -> None:
    """Keep the bodies that are not there yet."""
    for each in pages:
        if each and connection.scalars(_KNOWN, {"of_digest": each.digest}).first() is None:
            packed = zlib.compress(each.body, 6)
            row = {"digest": each.digest, "content_type": each.content_type, "body": packed, "kept_at": now}
            insert_missing(connection, BODIES, [row])
