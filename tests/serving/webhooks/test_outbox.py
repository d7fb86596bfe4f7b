"""What is to be sent, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.errors import UserError
from history.store import database
from serving.webhooks.events import trial_event
from serving.webhooks.outbox import KEPT, LEASE, Counts, Outbox
from serving.webhooks.records import Delivery, Webhook, read_cursor
from serving.webhooks.store import Webhooks, put_deliveries

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def webhooks(url: str) -> Iterator[Webhooks]:
    """No webhook yet."""
    with Webhooks.open(url) as opened:
        yield opened


@pytest.fixture
def outbox(url: str) -> Iterator[Outbox]:
    """Nothing to be sent yet."""
    with Outbox.open(url) as opened:
        yield opened


@pytest.fixture
def webhook(webhooks: Webhooks, make_webhook: Callable[..., Webhook]) -> Webhook:
    """One that is stored."""
    made = make_webhook()
    webhooks.add(made, [])
    return made


def queue(webhooks: Webhooks, webhook: Webhook, *moments: datetime) -> list[Delivery]:
    """Events of these moments, to be sent."""
    made = [trial_event(webhook, moment) for moment in moments]
    with webhooks.holding(webhook) as connection:
        assert connection is not None
        put_deliveries(connection, made)
    return made


def test_what_is_stored_is_found_as_it_was(webhooks: Webhooks, make_webhook: Callable[..., Webhook]) -> None:
    """Its secret and its regions as well; and once it is deleted it is gone."""
    made = [make_webhook(regions=("华东", "North")), make_webhook(created_at=NOW + SECOND)]
    for each in made:
        webhooks.add(each, [])

    assert made == webhooks.all()
    assert made[0] == webhooks.find(made[0].webhook_id)
    assert [True, False] == [webhooks.delete(made[0].webhook_id) for _ in range(2)]
    assert made[1:] == webhooks.all()


@pytest.mark.parametrize("text", ["", "\0", "wh_", "wh_0123456789abcdef", "' OR 1=1 --", "wh_０123456789abcde"])
def test_an_id_that_is_none_finds_nothing(webhooks: Webhooks, outbox: Outbox, webhook: Webhook, text: str) -> None:
    """Whatever it holds."""
    assert (None, False) == (webhooks.find(text), webhooks.delete(text))
    assert (None, False) == (outbox.find(webhook.webhook_id, text), outbox.retry(webhook.webhook_id, text, NOW))


def test_a_secret_is_in_no_text(webhook: Webhook) -> None:
    """What might be logged does not show it."""
    assert webhook.secret not in repr(webhook)


def test_errors_of_the_database_do_not_show_it(webhooks: Webhooks, webhook: Webhook) -> None:
    """The statement is named, its values are not."""
    with pytest.raises(Exception, match=r"(?i)unique") as caught:
        webhooks.add(webhook, [])

    assert webhook.secret not in str(caught.value)


def test_one_at_a_time_the_oldest_first(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """What is taken is not given again until its lease is over; what is not due yet is left."""
    first, second, _later = queue(webhooks, webhook, NOW, NOW + SECOND, NOW + timedelta(days=1))

    assert [] == outbox.claim(NOW - SECOND, [])
    assert [] == outbox.claim(NOW, [webhook.webhook_id])
    (taken,) = outbox.claim(NOW + SECOND, [])
    assert replace(first, attempts=1, due_at=NOW + SECOND + LEASE) == taken
    assert [second.delivery_id] == [each.delivery_id for each in outbox.claim(NOW + SECOND, [])]
    assert [] == outbox.claim(NOW + LEASE, [])
    assert {first.delivery_id} == {each.delivery_id for each in outbox.claim(NOW + SECOND + LEASE, [])}


def test_a_result_that_comes_too_late_is_not_noted(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """Another server has taken it meanwhile."""
    queue(webhooks, webhook, NOW)
    (lost,) = outbox.claim(NOW, [])
    (again,) = outbox.claim(NOW + LEASE, [])

    assert not outbox.settle(lost, replace(lost, state="dead", ended_at=NOW))
    assert outbox.settle(again, replace(again, state="sent", ended_at=NOW))
    assert Counts(0, 0) == outbox.counts()


def test_servers_share_the_work(url: str, webhooks: Webhooks, make_webhook: Callable[..., Webhook]) -> None:
    """Eight at a time take forty, and none of them twice."""
    made = []
    for _ in range(40):
        webhook = make_webhook()
        webhooks.add(webhook, [])
        made += queue(webhooks, webhook, NOW)

    def take(_worker: int) -> list[str]:
        taken: list[str] = []
        with Outbox.open(url) as mine:
            while claimed := mine.claim(NOW, []):
                taken += [each.delivery_id for each in claimed]
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [each for part in pool.map(take, range(8)) for each in part]

    assert sorted(each.delivery_id for each in made) == sorted(taken)


def test_what_is_dead_can_be_sent_once_more(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """With all its attempts; what is not dead cannot."""
    (made,) = queue(webhooks, webhook, NOW)
    assert not outbox.retry(webhook.webhook_id, made.delivery_id, NOW)
    (taken,) = outbox.claim(NOW, [])
    outbox.settle(taken, replace(taken, state="dead", ended_at=NOW, outcome="HTTP 500"))
    assert Counts(0, 1) == outbox.counts()

    assert outbox.retry(webhook.webhook_id, made.delivery_id, NOW + SECOND)
    (again,) = outbox.claim(NOW + SECOND, [])
    assert (1, made.body, None) == (again.attempts, again.body, again.ended_at)


def test_a_webhook_that_is_gone_is_sent_nothing_more(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """What waited is dead, and nothing new can be added."""
    queue(webhooks, webhook, NOW, NOW)
    outbox.disable(webhook.webhook_id, NOW, "HTTP 410")

    assert (Counts(0, 2), []) == (outbox.counts(), outbox.claim(NOW, []))
    assert NOW == webhooks.all()[0].disabled_at
    with webhooks.holding(webhook) as connection:
        assert connection is None


def test_with_a_webhook_go_its_deliveries(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """Those of others stay."""
    queue(webhooks, webhook, NOW)
    webhooks.delete(webhook.webhook_id)

    assert Counts(0, 0) == outbox.counts()


def test_what_was_sent_is_forgotten_in_time(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """What is dead is not."""
    for state in ("sent", "dead"):
        queue(webhooks, webhook, NOW)
        (taken,) = outbox.claim(NOW, [])
        outbox.settle(taken, replace(taken, state=state, ended_at=NOW))
    outbox.forget(NOW + KEPT)
    assert 2 == len(outbox.newest(webhook.webhook_id, None, 10))

    outbox.forget(NOW + KEPT + SECOND)
    assert ["dead"] == [each.state for each in outbox.newest(webhook.webhook_id, None, 10)]


def test_pages_show_each_once(webhooks: Webhooks, outbox: Outbox, webhook: Webhook) -> None:
    """Those of one moment as well, the newest first; a state leaves others out."""
    made = queue(webhooks, webhook, *(NOW + (n // 4) * SECOND for n in range(11)))
    shown: list[Delivery] = []
    while page := outbox.newest(webhook.webhook_id, "pending", 3, read_cursor(shown[-1].cursor) if shown else None):
        shown += page

    assert sorted(made, key=lambda each: (each.created_at, each.delivery_id), reverse=True) == shown
    assert [] == outbox.newest(webhook.webhook_id, "dead", 3)


def test_a_database_that_is_gone_is_said_in_a_sentence(postgres_url: str) -> None:
    """A UserError."""
    with Outbox.open(postgres_url.replace("/t", "/none")) as broken, pytest.raises(UserError, match="cannot be used"):
        broken.counts()


def test_looking_takes_no_lock(outbox: Outbox, url: str) -> None:
    """While somebody writes, it is seen all the same that nothing is due."""
    engine = database.engine(url)
    with database.writing(engine):
        assert [] == outbox.claim(NOW, [])
    engine.dispose()


@given(st.text())
def test_any_other_text_is_no_cursor(text: str) -> None:
    """Never another error than ValueError."""
    with pytest.raises(ValueError, match="no cursor"):
        read_cursor(text)
