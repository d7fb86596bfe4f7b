"""The header `Retry-After` (RFC 9110, 10.2.3), whoever sent it."""

import email.utils
from datetime import UTC, datetime, timedelta

# What anybody asks beyond this, about three years, is as good as never.
LONGEST = timedelta(seconds=10**8)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long the header asks to wait from `now` (aware): it holds seconds or a date. None where it cannot be read."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        # Python refuses to read numbers of thousands of digits.
        return min(timedelta(seconds=int(text[:9])), LONGEST)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    # A year of many digits overflows.
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta()), LONGEST)
