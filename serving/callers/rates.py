"""How often a key may ask: a moving window for each, in the memory of this process."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import ceil

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# A window keeps the time of every request in it.
MOST_REQUESTS = 100_000
LONGEST_SECONDS = 86_400


@lru_cache(maxsize=1_000)
def rate_of(text: str) -> RateLimitItem:
    """`600/minute`, `10 per second` or `5000 per 2 hours` as a rate.

    Raises:
        ValueError: the text is no rate, or one of too many requests or too long a time to be counted.
    """
    rate = parse(text)
    if not 1 <= rate.amount <= MOST_REQUESTS or not 1 <= rate.get_expiry() <= LONGEST_SECONDS:
        raise ValueError(f"at most {MOST_REQUESTS:,} requests, over a day at the longest")
    return rate


@dataclass(frozen=True)
class Allowance:
    """What a key has left: `left` of `quota` requests in `window` seconds; after `reset` seconds one more is free."""

    allowed: bool
    quota: int
    window: int
    left: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """Those of the IETF's draft "RateLimit header fields for HTTP", and Retry-After where nothing is left."""
        policy = f'"key";q={self.quota};w={self.window}'
        told = {"ratelimit-policy": policy, "ratelimit": f'"key";r={self.left};t={self.reset}'}
        return told if self.allowed else told | {"retry-after": str(self.reset)}


class Rates:
    """Counts requests by the id of a key."""

    def __init__(self) -> None:
        self._limiter: MovingWindowRateLimiter | None = None

    def take(self, key_id: str, rate: str, now: datetime) -> Allowance:
        """Count one request, if it is allowed."""
        if self._limiter is None:
            # The storage starts a thread, which a server without rates does not need.
            self._limiter = MovingWindowRateLimiter(MemoryStorage())
        item = rate_of(rate)
        allowed = self._limiter.hit(item, key_id)
        reset_at, left = self._limiter.get_window_stats(item, key_id)
        window = item.get_expiry()
        reset = min(max(ceil(reset_at - now.timestamp()), 1), window)
        return Allowance(allowed, item.amount, window, max(left, 0) if allowed else 0, reset)
