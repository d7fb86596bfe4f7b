"""Stored bodies read again: nothing is asked for, nothing is lost, and what is new is known from now on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from scrapers.ledger.leases import Run
from scrapers.ledger.ledger import Ledger
from scrapers.ledger.visits import SIGNALS, write_down
from scrapers.ledger.watchlist import add_targets, listed
from scrapers.meaning.meaning import Meaning
from scrapers.meaning.relevance import Offering
from scrapers.meaning.taxonomy import Taxonomy
from scrapers.readers import Surroundings, read
from scrapers.reading import Answer, Reading
from scrapers.records import Page
from scrapers.rereading import Reread, reread
from scrapers.targets import EVERY, Kind, Proposal, Target, target_id

NOW = datetime(2026, 9, 20, tzinfo=UTC)
URL = "https://www.acme.example/feed"
LINES = "".join(f"<p>In hall {n} we grind rings of {n * 10} mm for makers of gearboxes.</p>" for n in range(1, 9))
NEWS = "<p>We have chosen Northwind Cloud as our new vendor for data storage in all plants.</p>"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.open(f"sqlite:///{tmp_path / 'history.db'}") as opened:
        yield opened


def feed(*titles: str) -> bytes:
    """A feed with entries of these titles."""
    entries = "".join(f"<item><guid>{each}</guid><title>{each}</title></item>" for each in titles)
    return f'<rss version="2.0"><channel><title>f</title>{entries}</channel></rss>'.encode()


def html(body: str) -> bytes:
    """A page of a website."""
    return f"<html><head><title>Acme</title></head><body><h1>Acme</h1><main>{body}</main></body></html>".encode()


def blind(target: Target, page: Page, known: Surroundings) -> Reading:
    """A reader that overlooks everything, and remembers what the real one would."""
    reading = read(target, page, known)
    return Reading(reading.outcome, memory=reading.memory, pending=reading.pending)


def visits(ledger: Ledger, kind: Kind, bodies: list[bytes], reader: Callable[..., Reading] = read) -> None:
    """Visits of one address of account A on consecutive days, each written down as `reader` reads it."""
    target = Target(target_id("A", URL), "A", URL, URL, kind, EVERY[kind])
    for number, body in enumerate(bodies):
        at = NOW - timedelta(days=9 - number)
        reading = reader(target, Page(URL, body, at), Surroundings())
        answer = Answer(at, 200, Page(URL, body, at))
        with ledger.writing() as connection:
            add_targets(connection, "A", URL, [Proposal(URL, kind)], "given", at)
            write_down(connection, Run("me", at), target, answer, reading)
        target = replace(target, memory=reading.memory, pending=reading.pending, digest="read")


def again(ledger: Ledger, now: datetime = NOW) -> Reread:
    """Read all of it again."""
    return reread(ledger, Meaning(Taxonomy.load(), Offering()), Surroundings(), now)


def told(ledger: Ledger) -> list[tuple[str, datetime, datetime]]:
    """Titles of the signals that tell something, when they were observed, and when recorded."""
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(SIGNALS).order_by(SIGNALS.c.title))
        return [(row.title, row.observed_at, row.recorded_at) for row in rows if "first_look" not in row.details]


def test_what_was_overlooked_is_found(ledger: Ledger) -> None:
    """It is dated by the fetch, and recorded at the re-reading: nobody knew it before."""
    visits(ledger, "feed", [feed("a"), feed("b", "a")], blind)

    report = again(ledger)

    assert (2, {"news": 1}) == (report.bodies, dict(report.new))
    assert [("b", NOW - timedelta(days=8), NOW)] == told(ledger)


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [
        ("feed", [feed("a"), feed("b", "a"), feed("c", "b")]),
        ("page", [html(LINES), html(LINES + NEWS), html(LINES + NEWS)]),
    ],
)
def test_what_was_told_stays_as_it_was(ledger: Ledger, kind: Kind, bodies: list[bytes]) -> None:
    """The same signal is not told again, and nothing of it changes."""
    visits(ledger, kind, bodies)
    before = told(ledger)

    assert {} == +again(ledger).new
    assert len(before) > 0
    assert before == told(ledger)


def test_a_second_time_finds_nothing_new(ledger: Ledger) -> None:
    """What the first re-reading recorded keeps its moment."""
    visits(ledger, "feed", [feed("a"), feed("b", "a")], blind)
    again(ledger)
    before = told(ledger)

    assert {} == +again(ledger, NOW + timedelta(days=1)).new
    assert before == told(ledger)


def test_a_change_that_was_overlooked_is_dated_at_its_first_sight(ledger: Ledger) -> None:
    """Re-reading goes through captures in their order, as the visits did."""
    visits(ledger, "page", [html(LINES), html(LINES + NEWS), html(LINES + NEWS)], blind)
    again(ledger)

    assert [NOW - timedelta(days=8)] == [observed for _, observed, _ in told(ledger)]


def test_targets_and_visits_stay(ledger: Ledger) -> None:
    """Nothing but signals is written: what is due, and what was learned, is that of the visits."""
    visits(ledger, "feed", [feed("a"), feed("b", "a")], blind)
    with ledger.reading() as connection:
        before = listed(connection)
    again(ledger)

    with ledger.reading() as connection:
        assert before == listed(connection)


def test_visits_without_their_address_are_left(ledger: Ledger) -> None:
    """Where an answer came from is part of what a signal is: a guess could tell the same thing twice."""
    visits(ledger, "feed", [feed("a"), feed("b", "a")], blind)
    with ledger.writing() as connection:
        connection.execute(sa.text("UPDATE visits SET url = NULL"))

    report = again(ledger)

    assert (0, {"visited before addresses were kept": 2}) == (report.bodies, dict(report.unread))


def test_one_account_alone(ledger: Ledger) -> None:
    """Bodies of others are left."""
    visits(ledger, "feed", [feed("a"), feed("b", "a")], blind)
    meaning = Meaning(Taxonomy.load(), Offering())

    assert 0 == reread(ledger, meaning, Surroundings(), NOW, "B").bodies
    assert 2 == reread(ledger, meaning, Surroundings(), NOW, "A").bodies
