"""When jobs are new, open and closed."""

from hypothesis import given
from hypothesis import strategies as st

from scrapers.jobs.closing import BoardMemory, look


def looks(*boards, kind="api"):
    """What each of several looks says."""
    memory, found = BoardMemory(), []
    for ids in boards:
        seen = look(memory, list(ids), kind)
        memory = BoardMemory.from_json(seen.memory.to_json())
        found.append(seen)
    return found


def test_a_job_is_new_once():
    """At the look that lists it first."""
    assert [("a", "b"), ("c",), ()] == [seen.new for seen in looks("ab", "abc", "abc")]


def test_a_job_missing_from_a_whole_list_is_closed():
    """One miss is enough where the list is whole."""
    assert ("j",) == looks("abcdefghij", "abcdefghi")[-1].closed


def test_a_page_may_miss_a_job_three_times():
    """Four misses in a row close it, and a sighting in between starts anew."""
    full, less = "abcdefghij", "abcdefghi"

    assert [(), (), (), (), ("j",)] == [seen.closed for seen in looks(full, less, less, less, less, kind="page")]
    assert () == looks(full, less, less, full, less, less, less, kind="page")[-1].closed


def test_a_board_that_shrinks_at_once_is_not_believed():
    """No jobs where there were many is a fault until it is seen again and again; then all are closed."""
    seen = looks("abcdefghij", "", "", "", "")

    assert [None, *["0 jobs where 10 are usual: not believed"] * 3, None] == [each.doubt for each in seen]
    assert [0, 0, 0, 0, 10] == [len(each.closed) for each in seen]


def test_a_board_that_comes_back_has_lost_nothing():
    """After a fault the same jobs are neither new nor closed."""
    last = looks("abcdefghij", "", "abcdefghij")[-1]

    assert ((), (), None) == (last.new, last.closed, last.doubt)


@given(st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=8), st.sampled_from(["api", "page"]))
def test_open_jobs_are_new_less_closed(boards, kind):
    """Whatever a board lists over time, what is remembered as open is what was new and has not closed since."""
    memory, alive = BoardMemory(), set()
    for ids in boards:
        seen = look(memory, sorted(ids), kind)
        memory = seen.memory
        alive = (alive | set(seen.new)) - set(seen.closed)

    assert alive == set(memory.open)
