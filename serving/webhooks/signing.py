"""Signatures of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over id, time and body."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

_PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
_BYTES = 32
# So long a receiver may go on with a secret that was replaced.
OVERLAP = timedelta(hours=24)


def new_secret() -> str:
    """A secret of 256 random bits, as receivers' libraries take it: `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed(secrets: Sequence[str], delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of an attempt to send `body` at `at` (aware); neither id nor time may hold a full stop.

    There is a signature by each secret: while one is replaced by another, a receiver may have either.
    """
    seconds = int(at.timestamp())
    content = f"{delivery_id}.{seconds}.".encode() + body
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    digest = hmac.digest(base64.b64decode(secret.removeprefix(_PREFIX)), content, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"
