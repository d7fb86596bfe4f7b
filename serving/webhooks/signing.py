"""Signatures of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over id, time and body."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

_PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
_BYTES = 32


def new_secret() -> str:
    """A secret of 256 random bits, as receivers' libraries take it: `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed(secret: str, delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of an attempt to send `body` at `at` (aware); neither id nor time may hold a full stop."""
    seconds = int(at.timestamp())
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, f"{delivery_id}.{seconds}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
