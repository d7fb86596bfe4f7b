"""Which jobs are one: on several boards, in several languages, posted again, or only alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scrapers.readers.hiring import Listed, reading
from scrapers.records import Dated, Page, Posting
from scrapers.signals import signal_id
from scrapers.targets import EVERY, Target

NOW = datetime(2026, 9, 20, tzinfo=UTC)
TARGET = Target("t", "A", "https://acme.example/", "https://acme.example/jobs", "board", EVERY["board"])


def job(opening: str | None, number: str = "", title: str = "Buyer", place: str = "Graz", age: int = 2) -> Posting:
    """A posting of an opening, published `age` days ago."""
    published = Dated(NOW - timedelta(days=age), "board")
    return Posting(
        "greenhouse", number or opening or "?", title, locations=(place,), opening=opening, published=published
    )


def looks(*boards: Sequence[Posting], target: Target = TARGET) -> list[str]:
    """The ids of the signals that consecutive looks at one board tell."""
    found = []
    for number, postings in enumerate(boards):
        page = Page(TARGET.url, b"", NOW + timedelta(days=number))
        told = reading(target, [Listed(each, page) for each in postings], "api")
        target = replace(target, memory=told.memory)
        found += [signal_id("A", each.kind, each.identity) for each in told.signals]
    return found


def test_two_openings_alike_are_two() -> None:
    """Title and place are equal, but the board numbers them apart."""
    assert 2 == len(set(looks([job("R-1"), job("R-2")])))


def test_postings_of_one_opening_are_one() -> None:
    """A board may list a job twice under one requisition."""
    assert 1 == len(set(looks([job("R-1", "1"), job("R-1", "2")])))


def test_the_same_jobs_on_another_board_are_the_same() -> None:
    """Another board has numbers and an order of its own."""
    ours = [job("R-1", age=3), job("R-2", age=2), job("R-3", title="Welder")]
    theirs = [job("77", title="Welder"), job("88", age=2), job("99", age=3)]

    assert set(looks(ours)) == set(looks(theirs))


def test_a_job_posted_again_is_no_new_one() -> None:
    """One of two closes, and one like it opens: there are two, as before."""
    assert 2 == len(set(looks([job("R-1"), job("R-2")], [job("R-2"), job("R-3")])))


def test_a_third_that_opens_beside_two_is_new() -> None:
    """Nothing closed, so it is no other one again."""
    assert 3 == len(set(looks([job("R-1"), job("R-2")], [job("R-1"), job("R-2"), job("R-3")])))


def test_jobs_without_a_number_are_told_by_title_and_place() -> None:
    """A list of links may have a job twice, under two addresses."""
    assert 1 == len(set(looks([job(None, "a"), job(None, "b")])))


def test_the_first_of_its_kind_is_what_it_was() -> None:
    """Signals that were recorded before openings were told apart keep their ids."""
    assert [signal_id("A", "job_posting", "buyer\ngraz\n2026")] == looks([job("R-1")])


@given(st.permutations([job("R-1", age=5), job("R-2", age=4), job("R-3", place="Porto"), job("R-4", age=3)]))
def test_the_order_of_a_board_is_nothing(postings: list[Posting]) -> None:
    """The same jobs in any order are the same signals."""
    expected = looks([job("R-1", age=5), job("R-2", age=4), job("R-3", place="Porto"), job("R-4", age=3)])

    assert set(expected) == set(looks(postings))
