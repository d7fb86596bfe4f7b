"""Sends what is due: a thread of its own, with one event at a time for each webhook, so that a slow receiver delays
nobody else's.

At least once: what was being sent when a server was killed is sent again, under the same `webhook-id`.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Self

import httpx

from history.errors import UserError
from history.store import database
from scrapers.addresses import Network
from scrapers.retry_after import retry_after
from serving.webhooks.addresses import Refused, checked, resolved
from serving.webhooks.outbox import Counts, Outbox
from serving.webhooks.records import Delivery, Webhook
from serving.webhooks.schedule import GONE, Answer, settled
from serving.webhooks.signing import signed
from serving.webhooks.store import Webhooks

# For all of an attempt, the look-up of the name included; the specification asks for 15 to 30.
TIMEOUT_SECONDS = 15.0
# How often the database is asked for what others wrote there, or what is due again.
_LOOK_SECONDS = 1.0
_TIDY = timedelta(hours=1)
_LAST_SECONDS = 5.0
_DISABLED = Answer(is_taken=False, outcome=GONE)
_LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Post:
    """The way to receivers: only to addresses that are public or in `networks`, no redirects, no proxy."""

    def __init__(self, networks: Sequence[Network], clock: Clock, timeout: float = TIMEOUT_SECONDS) -> None:
        self._networks, self._clock, self._timeout = networks, clock, timeout
        # A proxy of the environment would look the name up once more; certificate authorities of one's own are welcome.
        trusted = httpx.create_ssl_context(trust_env=True)
        # Connections are told apart by address alone: one that was opened for a name must not serve another.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(timeout=timeout, trust_env=False, verify=trusted, limits=limits)

    async def send(self, webhook: Webhook, delivery: Delivery) -> Answer:
        """Try once. Nothing is raised, and nothing of what the receiver says is kept but its status."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._send(webhook, delivery)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(is_taken=False, outcome="timeout")
        except Refused as refused:
            return Answer(is_taken=False, outcome=str(refused))
        except (OSError, httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            return Answer(is_taken=False, outcome=type(error).__name__)

    async def _send(self, webhook: Webhook, delivery: Delivery) -> Answer:
        url, body, now = httpx.URL(webhook.url), delivery.body.encode(), self._clock()
        address = checked(await asyncio.to_thread(resolved, url), self._networks)
        headers = {
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json",
            "user-agent": "Leadcast",
            **signed(webhook.secrets_at(now), delivery.delivery_id, now, body),
        }
        # To the address that was checked; the certificate is still that of the name.
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers=headers,
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        answer = await self._client.send(request, stream=True)
        # What is in the body is nobody's business.
        await answer.aclose()
        asked = retry_after(answer.headers.get("retry-after"), now) or timedelta()
        return Answer(answer.is_success, f"HTTP {answer.status_code}", asked)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()


class Sender:
    """The thread that sends. Use it as a context manager.

    `tried` is told of each attempt what became of it: `sent`, `failed` or `dead`. `clock` gives aware moments.
    """

    def __init__(self, url: str, networks: Sequence[Network], tried: Callable[[str], None], clock: Clock) -> None:
        self._engine = database.engine(url)
        self._outbox, self._webhooks = Outbox(self._engine), Webhooks(self._engine)
        self._networks, self._tried, self._clock = networks, tried, clock
        self._chance = random.Random()
        self._loop = asyncio.new_event_loop()
        self._turn = asyncio.Event()
        self._stopping = False
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._tidied_at: datetime | None = None
        self._is_failing = False
        self._counts = Counts(0, 0)
        self._thread = threading.Thread(target=self._send_all, name="webhook-sender", daemon=True)

    def nudge(self) -> None:
        """Look at once for what is to be sent."""
        with suppress(RuntimeError):
            # The loop is closed when the server has stopped; what is to be sent stays in the database.
            self._loop.call_soon_threadsafe(self._turn.set)

    @property
    def counts(self) -> Counts:
        """How many deliveries of all webhooks are not sent, as of the last look."""
        return self._counts

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping = True
        self.nudge()
        self._thread.join()
        self._loop.close()
        self._engine.dispose()

    def _send_all(self) -> None:
        self._loop.run_until_complete(self._run())

    async def _run(self) -> None:
        post = Post(self._networks, self._clock)
        while not self._stopping:
            self._turn.clear()
            try:
                await self._start(post)
                self._is_failing = False
            except Exception as error:
                self._complain(error)
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._turn.wait()
        if self._sending:
            _, late = await asyncio.wait(self._sending.values(), timeout=_LAST_SECONDS)
            for each in late:
                each.cancel()
        await post.close()

    async def _start(self, post: Post) -> None:
        """Begin to send all that is due to those to whom nothing is being sent."""
        now = self._clock()
        self._counts = await asyncio.to_thread(self._outbox.counts)
        # Most of the time nothing waits, and looking for what is due would hold up requests for longer.
        while self._counts.pending and (claimed := await self._claimed(now)):
            for delivery in claimed:
                task = asyncio.create_task(self._deliver(post, delivery))
                self._sending[delivery.webhook_id] = task
        if self._tidied_at is None or now - self._tidied_at >= _TIDY:
            await asyncio.to_thread(self._outbox.forget, now)
            await asyncio.to_thread(self._webhooks.drop_former, now)
            self._tidied_at = now

    async def _claimed(self, now: datetime) -> list[Delivery]:
        return await asyncio.to_thread(self._outbox.claim, now, list(self._sending))

    async def _deliver(self, post: Post, delivery: Delivery) -> None:
        try:
            webhook = await asyncio.to_thread(self._webhooks.find, delivery.webhook_id)
            if webhook is None or webhook.disabled_at is not None:
                answer = _DISABLED
            else:
                answer = await post.send(webhook, delivery)
            now = self._clock()
            after = settled(delivery, answer, now, self._chance)
            await asyncio.to_thread(self._outbox.settle, delivery, after)
            if answer.outcome == GONE and answer is not _DISABLED:
                await asyncio.to_thread(self._outbox.disable, delivery.webhook_id, now, GONE)
            self._tried("failed" if after.state == "pending" else after.state)
        except Exception as error:
            # It stays as it is, and is sent again when its lease is over.
            self._complain(error)
        finally:
            del self._sending[delivery.webhook_id]
            self._turn.set()

    def _complain(self, error: Exception) -> None:
        """Once, until it works again: a database that is away is no news every second. Never with a url or a secret."""
        level = logging.DEBUG if self._is_failing else logging.ERROR
        _LOG.log(level, "events could not be sent on", exc_info=None if isinstance(error, UserError) else error)
        self._is_failing = True
