"""From records to rows of the history's `signals`: each with its date, its evidence, and an id that never changes."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from history.tables import FIRST_LOOK

SignalKind = Literal["site_update", "job_posting", "patent", "news"]
# What a signal quotes of its source; the body that it was read from is kept whole.
MOST_TEXT = 4_000


@dataclass(frozen=True)
class Signal:
    """One row of `signals`. `identity` is what makes two observations the same signal.

    `account_id` is None where it is that of the target it was read from, `digest` (of the stored body that the signal
    stands in) where it is that of the page read last. `published_at` is what the source says, `observed_at` when it
    was first seen; both aware UTC. `span` is the text that it was read from.
    """

    kind: SignalKind
    identity: str
    observed_at: datetime
    title: str | None = None
    text: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    span: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    account_id: str | None = None
    digest: str | None = None

    def row(
        self, account_id: str, digest: str | None, recorded_at: datetime, seen: datetime | None = None
    ) -> dict[str, Any]:
        """As the table's columns; recorded when it was written down, which may be later than it was first seen.

        `seen` is when the body that it stands in was fetched, by default then as well.
        """
        owner = self.account_id or account_id
        evidence = {"body": self.digest or digest, "span": self.span, "seen": (seen or recorded_at).isoformat()}
        return {
            "signal_id": signal_id(owner, self.kind, self.identity),
            "account_id": owner,
            "kind": self.kind,
            "url": self.url,
            "published_at": self.published_at,
            "observed_at": self.observed_at,
            "title": self.title,
            "text": None if self.text is None else self.text[:MOST_TEXT],
            "details": json.dumps(self.details | {"evidence": evidence}, ensure_ascii=False, sort_keys=True),
            "recorded_at": recorded_at,
        }


def first_look(kind: SignalKind, at: datetime, account_id: str | None = None) -> Signal:
    """The note that an account was looked at for signals of a kind: from `at` on that there are none is a fact.

    Features know nothing of an account before it, and count it nowhere.
    """
    return Signal(kind, "first look", at, FIRST_LOOK, account_id=account_id, details={"first_look": True})


def signal_id(account_id: str, kind: SignalKind, identity: str) -> str:
    """The same for the same thing of the same account, however often it is seen."""
    return sha256(f"{account_id}\n{kind}\n{identity}".encode()).hexdigest()[:32]
