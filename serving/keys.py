"""API keys, in the history's database; revision 0004 of its migrations creates their table.

A key reads `lc_<id>_<secret>`, so that scanners can find one that leaked. The secret is 256 random bits, of which only
the SHA-256 is kept: nobody can search 2^256 secrets, so the slow, salted hashes that OWASP's Password Storage Cheat
Sheet asks for guessable passwords would cost each request milliseconds and add nothing (NIST SP 800-63B, 5.1.2.2,
likewise lets secrets of 112 bits and more go unsalted and unstretched).
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa

from history.store import database
from history.store.door import Door
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

API_KEYS = sa.Table(
    "api_keys",
    METADATA,
    sa.Column("key_id", sa.Text(), primary_key=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("hashed", sa.Text(), nullable=False),
    sa.Column("scopes", sa.Text(), nullable=False),
    sa.Column("rate", sa.Text()),
    sa.Column("created_at", UtcTime(), nullable=False),
    sa.Column("expires_at", UtcTime()),
    sa.Column("revoked_at", UtcTime()),
    sa.Column("last_used_at", UtcTime()),
)

Scope = Literal["score", "plan", "ingest", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_FORM = re.compile(r"lc_([0-9a-f]{12})_[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Key:
    """What is known of a key; `hashed` is the SHA-256 of its whole text in hex, all times are aware UTC.

    `scopes` are separated by spaces (as in RFC 6749), `rate` reads like `600/minute`; None sets no limit.
    """

    key_id: str
    name: str
    hashed: str
    scopes: str
    created_at: datetime
    rate: str | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor expired at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def opens(self, scope: Scope) -> bool:
        """Whether it may do what `scope` is for; `admin` may do everything."""
        return not {scope, "admin"}.isdisjoint(self.scopes.split())

    def is_of(self, text: str) -> bool:
        """Whether `text` is this key; takes equally long wherever the two differ."""
        return hmac.compare_digest(self.hashed, _hashed(text))


def new_key(name: str, scopes: tuple[Scope, ...], now: datetime, **more: Any) -> tuple[Key, str]:
    """A key and its text, which is nowhere else; `more` are further fields of the key."""
    key_id = secrets.token_hex(6)
    text = f"lc_{key_id}_{secrets.token_hex(32)}"
    return Key(key_id, name, _hashed(text), " ".join(scopes), now, **more), text


def id_of(text: str) -> str | None:
    """The id in the text of a key; None where it has not the form of one."""
    found = _FORM.fullmatch(text)
    return found[1] if found else None


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Keys(Door):
    """The API keys."""

    def add(self, key: Key) -> None:
        """Keep it. It is committed when this returns."""
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(API_KEYS.insert().values(**asdict(key)))

    def all(self) -> list[Key]:
        """All of them, the revoked ones included, the oldest first."""
        statement = sa.select(API_KEYS).order_by(API_KEYS.c.created_at, API_KEYS.c.key_id)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return [Key(**row) for row in connection.execute(statement).mappings()]

    def revoke(self, key_id: str, now: datetime) -> bool:
        """Let it open nothing from `now` on; False if there is no such key, or it is revoked already."""
        return self._set(key_id, API_KEYS.c.revoked_at.is_(None), revoked_at=now)

    def touch(self, key_id: str, now: datetime) -> None:
        """Note that it was used at `now`."""
        self._set(key_id, sa.true(), last_used_at=now)

    def _set(self, key_id: str, where: "sa.ColumnElement[bool]", **values: datetime) -> bool:
        # PostgreSQL takes no NUL in a text, and no key has another id than this.
        if not re.fullmatch(r"[0-9a-f]{12}", key_id, re.ASCII):
            return False
        statement = API_KEYS.update().where(API_KEYS.c.key_id == key_id, where).values(**values)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            return bool(connection.execute(statement).rowcount)
