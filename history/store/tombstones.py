"""Who was forgotten: hashes of the ids of companies and of their leads, whose rows are not taken in any more.

Revision 0009 of the migrations creates the table. A hash tells nobody an id, yet lets one who knows it look it up.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})
# `account` is the digest of the account that an id went with; of an account, or a lead that went alone, its own.
FORGOTTEN = sa.Table(
    "forgotten",
    METADATA,
    sa.Column("digest", sa.Text(), primary_key=True),
    sa.Column("account", sa.Text(), primary_key=True),
    sa.Column("forgotten_at", UtcTime(), nullable=False),
    sa.Column("counts", sa.Text()),
    sa.Index("ix_forgotten_account", "account"),
)
# Made once: to put a statement together costs as much as to run it, and every visit of the collector asks.
_AMONG = sa.select(FORGOTTEN.c.digest).where(FORGOTTEN.c.digest.in_(sa.bindparam("digests", expanding=True)))
NAMING = ("account_id", "lead_id")
REASONS = {
    "account_id": "account_id: this company was forgotten, and nothing that tells of it is taken in",
    "lead_id": "lead_id: this lead was forgotten, and nothing that tells of it is taken in",
}
NAMES_FORGOTTEN = "names a company or a lead that was forgotten: it is not taken in, and what it says is not kept here"
# In JSON as it is, in JSON within JSON, and in CSV: quotes may be escaped or doubled.
_NAMED = re.compile(r'(account_id|lead_id)["\\]*\s*:\s*["\\]*([^"\\,}\s]+)')
_WORD = re.compile(r"""[^\s"'\\,;|:{}\[\]]+""")


def digest_of(column: str, name: str) -> str:
    """The SHA-256 of what kind of id it is and the id; `column` is `account_id` or `lead_id`."""
    return sha256(f"{column.removesuffix('_id')}\0{name}".encode()).hexdigest()


@dataclass(frozen=True)
class Tombstones:
    """When (aware UTC) each id was forgotten, by its digest."""

    at: Mapping[str, datetime]

    def __bool__(self) -> bool:
        return bool(self.at)

    def has(self, column: str, name: str) -> bool:
        """Whether that account or lead was forgotten."""
        return digest_of(column, name) in self.at

    def among(self, column: str, names: Iterable[str]) -> set[str]:
        """Those of `names` that were forgotten."""
        return {name for name in names if self.has(column, name)} if self else set()

    def named_in(self, text: str) -> bool:
        """Whether `text`, which holds JSON, says so of an account or a lead that was forgotten."""
        return bool(self) and any(self.has(column, name) for column, name in _NAMED.findall(text))

    def stands_in(self, line: str) -> bool:
        """Whether the id of an account or a lead that was forgotten is a word of `line`, which is in no form."""
        return bool(self) and any(self.has(column, word) for word in _WORD.findall(line) for column in NAMING)

    def told_of(self, values: Mapping[str, Any]) -> bool:
        """Whether a row given as JSON names one."""
        given = ((column, values.get(column)) for column in NAMING)
        return bool(self) and any(self.has(column, str(name).strip()) for column, name in given if name is not None)


def read(connection: sa.Connection, name: str | None = None, column: str = "account_id") -> Tombstones:
    """All tombstones, or those of the account of this id and its leads, or of a lead that was forgotten alone."""
    statement = sa.select(FORGOTTEN.c.digest, FORGOTTEN.c.forgotten_at)
    if name is not None:
        statement = statement.where(FORGOTTEN.c.account == digest_of(column, name))
    return Tombstones({row.digest: row.forgotten_at for row in connection.execute(statement)})


def forgotten_accounts(connection: sa.Connection, accounts: Collection[str]) -> set[str]:
    """Those of these accounts that were forgotten, by a look at each."""
    if not accounts:
        return set()
    digests = {digest_of("account_id", account): account for account in accounts}
    return {digests[digest] for digest in connection.scalars(_AMONG, {"digests": list(digests)})}
