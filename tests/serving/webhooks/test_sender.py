"""Events sent to a real receiver on loopback, from SQLite and from PostgreSQL."""

import ipaddress
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

from serving.webhooks.addresses import LOOPBACK
from serving.webhooks.events import trial_event
from serving.webhooks.outbox import LEASE, Outbox
from serving.webhooks.records import Delivery, Webhook
from serving.webhooks.schedule import PAUSES
from serving.webhooks.sender import Post, Sender
from serving.webhooks.signing import OVERLAP, new_secret
from serving.webhooks.store import Webhooks, put_deliveries

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


class Office:
    """A store, servers that send from it, and a clock that only a test moves."""

    def __init__(self, url: str, webhooks: Webhooks, outbox: Outbox, make: Callable[..., Webhook]) -> None:
        self.url, self.webhooks, self.outbox, self.make = url, webhooks, outbox, make
        self.now = NOW
        self.tried: list[str] = []

    def sender(self) -> Sender:
        """A server."""
        return Sender(self.url, LOOPBACK, self.tried.append, lambda: self.now)

    def webhook(self, url: str) -> Webhook:
        """One that is stored."""
        made = self.make(url=url)
        self.webhooks.add(made, [])
        return made

    def queue(self, webhook: Webhook, count: int = 1) -> list[Delivery]:
        """Events to be sent."""
        made = [trial_event(webhook, self.now + timedelta(microseconds=n - count)) for n in range(count)]
        with self.webhooks.holding(webhook) as connection:
            assert connection is not None
            put_deliveries(connection, made)
        return made

    def look(self, delivery: Delivery) -> Delivery:
        """What became of it."""
        found = self.outbox.find(delivery.webhook_id, delivery.delivery_id)
        assert found is not None
        return found


@pytest.fixture
def office(url: str, make_webhook: Callable[..., Webhook]) -> Iterator[Office]:
    """Nothing to be sent yet."""
    with ExitStack() as stack:
        webhooks, outbox = (stack.enter_context(kind.open(url)) for kind in (Webhooks, Outbox))
        yield Office(url, webhooks, outbox, make_webhook)


def test_a_former_secret_signs_until_its_time_is_over(office: Office, receiver: Any, verify: Any) -> None:
    """To the microsecond, by the clock of the server; then it is nowhere any more."""
    webhook = office.webhook(receiver.url)
    other = new_secret()
    assert office.webhooks.rotate(webhook.webhook_id, other, NOW + OVERLAP)
    for later in (OVERLAP - timedelta(microseconds=1), OVERLAP):
        office.now = NOW + later
        office.queue(webhook)
        with office.sender():
            receiver.wait(1 + (later == OVERLAP))

    good = [[verify(secret, *sent) for secret in (webhook.secret, other)] for sent in receiver.got]
    assert [[True, True], [False, True]] == good
    office.webhooks.drop_former(office.now)
    kept = office.webhooks.find(webhook.webhook_id)
    assert (other, None, None) == (kept and kept.secret, kept and kept.former_secret, kept and kept.former_until)


def test_an_event_arrives_signed(office: Office, receiver: Any, verify: Any, until: Any) -> None:
    """To the byte, at its path, as JSON, and is noted as sent."""
    webhook = office.webhook(receiver.url)
    with office.sender() as sender:
        (made,) = office.queue(webhook)
        sender.nudge()
        until(lambda: office.look(made).state == "sent")

    ((headers, body),) = receiver.got
    assert made.body.encode() == body
    assert (made.delivery_id, "application/json") == (headers["webhook-id"], headers["content-type"])
    assert str(int(NOW.timestamp())) == headers["webhook-timestamp"]
    assert headers["host"] in webhook.url
    assert verify(webhook.secret, headers, body)
    assert not verify(office.make().secret, headers, body)
    assert (1, "HTTP 204", ["sent"]) == (office.look(made).attempts, office.look(made).outcome, office.tried)


def test_what_fails_is_sent_again_until_it_is_dead_and_then_by_hand(office: Office, receiver: Any, until: Any) -> None:
    """By the clock, ten times with the same id and a new time; a retry begins anew."""
    receiver.statuses = [500] * 10 + [200]
    webhook = office.webhook(receiver.url)
    with office.sender() as sender:
        (made,) = office.queue(webhook)
        for attempt in range(1, 11):
            sender.nudge()
            until(lambda done=attempt: len(office.tried) == done)
            office.now = office.look(made).due_at
        assert ("dead", 10, "HTTP 500") == (
            office.look(made).state,
            office.look(made).attempts,
            office.look(made).outcome,
        )
        until(lambda: sender.counts.dead == 1)

        assert office.outbox.retry(webhook.webhook_id, made.delivery_id, office.now)
        sender.nudge()
        until(lambda: office.look(made).state == "sent")

    assert {made.delivery_id} == set(receiver.ids)
    assert 11 == len(receiver.got)
    times = [int(headers["webhook-timestamp"]) for headers, _ in receiver.got]
    assert sorted(set(times[:10])) == times[:10]
    assert times[9] - times[0] >= sum(PAUSES, timedelta()).total_seconds()
    assert ["failed"] * 9 + ["dead", "sent"] == office.tried


def test_a_receiver_that_is_gone_is_sent_nothing_more(office: Office, receiver: Any, until: Any) -> None:
    """410 disables the webhook, and what waits for it is dead."""
    receiver.statuses = [410]
    webhook = office.webhook(receiver.url)
    made = office.queue(webhook, 3)
    with office.sender():
        until(lambda: {"dead"} == {office.look(each).state for each in made})

    found = office.webhooks.find(webhook.webhook_id)
    assert found is not None
    assert (NOW, 1) == (found.disabled_at, len(receiver.got))


@pytest.mark.parametrize(("status", "headers"), [(302, {"location": "/other"}), (404, {}), (199 + 101, {})])
def test_whatever_is_not_2xx_has_failed(
    office: Office, receiver: Any, until: Any, status: int, headers: dict[str, str]
) -> None:
    """A redirect is not followed."""
    receiver.statuses, receiver.headers = [status], headers
    (made,) = office.queue(office.webhook(receiver.url))
    with office.sender():
        until(lambda: office.tried == ["failed"])

    assert (f"HTTP {status}", "pending", 1) == (office.look(made).outcome, office.look(made).state, len(receiver.got))


def test_retry_after_is_waited_for(office: Office, receiver: Any, until: Any) -> None:
    """An hour, where five seconds would be usual."""
    receiver.statuses, receiver.headers = [429], {"retry-after": "3600"}
    (made,) = office.queue(office.webhook(receiver.url))
    with office.sender():
        until(lambda: office.tried == ["failed"])

    assert NOW + timedelta(hours=1) == office.look(made).due_at


def test_one_that_hangs_holds_up_nobody_else(office: Office, receiver: Any, until: Any) -> None:
    """Each webhook has its own turn; within one the order is kept."""
    slow, quick = office.webhook("http://127.0.0.1:9/"), office.webhook(receiver.url)
    office.queue(slow, 20)
    made = office.queue(quick, 20)
    with office.sender():
        until(lambda: len(receiver.got) == 20)

    assert [each.delivery_id for each in made] == receiver.ids


def test_servers_send_each_once(office: Office, receiver: Any, until: Any) -> None:
    """Three of them, thirty events of six webhooks."""
    made = [each for _ in range(6) for each in office.queue(office.webhook(receiver.url), 5)]
    with office.sender(), office.sender(), office.sender():
        until(lambda: {"sent"} == {office.look(each).state for each in made})

    assert sorted(each.delivery_id for each in made) == sorted(receiver.ids)


def test_what_a_killed_server_took_is_sent_by_the_next(office: Office, receiver: Any, until: Any) -> None:
    """When its lease is over; not before, since it may still be at work."""
    (made,) = office.queue(office.webhook(receiver.url))
    assert 1 == len(office.outbox.claim(NOW, []))
    with office.sender() as sender:
        sender.nudge()
        until(lambda: sender.counts.pending == 1)
        assert [] == receiver.got

        office.now = NOW + LEASE
        sender.nudge()
        until(lambda: office.look(made).state == "sent")
    assert 2 == office.look(made).attempts


def test_secrets_and_urls_are_in_no_log(office: Office, until: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Of a failure neither: the url may hold a token."""
    caplog.set_level("WARNING")
    webhook = office.webhook("http://127.0.0.1:9/token")
    (made,) = office.queue(webhook)
    with office.sender():
        until(lambda: office.tried == ["failed"])

    assert "ConnectError" == office.look(made).outcome
    assert webhook.secret not in caplog.text
    assert "token" not in caplog.text


def answer(webhook: Webhook, networks: Any = (), timeout: float = 15) -> str:
    """What becomes of an attempt, by itself."""

    async def tried() -> str:
        post = Post(networks, lambda: NOW, timeout)
        try:
            return (await post.send(webhook, trial_event(webhook, NOW))).outcome
        finally:
            await post.close()

    # Not in this thread, where Playwright may keep a loop of its own running.
    with start_blocking_portal() as portal:
        return portal.call(tried)


def test_nothing_is_sent_to_an_address_off_limits(receiver: Any, make_webhook: Callable[..., Webhook]) -> None:
    """By number or by name; where an operator allows it, it is."""
    named = receiver.url.replace("127.0.0.1", "localhost")

    assert ["address not allowed"] * 2 == [answer(make_webhook(url=url)) for url in (receiver.url, named)]
    assert [] == receiver.got
    allowed = (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128"))
    assert "HTTP 204" == answer(make_webhook(url=named), allowed)
    assert "localhost" == receiver.got[0][0]["host"].partition(":")[0]


def test_a_receiver_that_takes_too_long_is_given_up(receiver: Any, make_webhook: Callable[..., Webhook]) -> None:
    """After the time for all of the attempt."""
    receiver.seconds = 2

    assert "timeout" == answer(make_webhook(url=receiver.url), LOOPBACK, timeout=0.2)


@pytest.mark.parametrize(
    "url", ["http://no-such-name.invalid/", "https://127.0.0.1:9/", "http://[::1]:9/", "http://a..b/"]
)
def test_whatever_goes_wrong_is_an_outcome(make_webhook: Callable[..., Webhook], url: str) -> None:
    """Never an error."""
    outcome = answer(make_webhook(url=url), LOOPBACK)

    assert outcome
    assert not outcome.startswith("HTTP")


def test_an_event_is_json_that_says_what_it_is(make_webhook: Callable[..., Webhook]) -> None:
    """Type, time and data, as the specification recommends, in few bytes."""
    webhook = make_webhook(description="展会")
    made = trial_event(webhook, NOW)

    assert {
        "type": "webhook.test",
        "timestamp": "2026-09-02T09:00:00+00:00",
        "data": {"webhook": webhook.webhook_id, "description": "展会"},
    } == json.loads(made.body)
    assert " " not in made.body
