"""Saved scenarios in the store, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.errors import UserError
from history.store.store import Store
from serving.planner.saved import Saved, SavedScenarios, new_id, read_cursor

MOMENT = datetime(2026, 11, 22, 2, 14, 9, 281736, tzinfo=UTC)
# Hypothesis takes bounds without a zone.
BOUNDS = (datetime(1970, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001
MOMENTS = st.datetimes(*BOUNDS, timezones=st.just(UTC))


def make_saved(number: int = 0, **given: object) -> Saved:
    """A scenario that is saved `number` seconds after the moment."""
    told = {"name": "展会季", "author": "李敏", "plan": '{"leads": 1}', "saved_at": MOMENT + timedelta(seconds=number)}
    return Saved(**{"scenario_id": new_id(), **told, **given})


@pytest.fixture
def url(store_url: str) -> str:
    """A store whose tables are there."""
    Store.open(store_url).close()
    return store_url


@pytest.fixture
def scenarios(url: str) -> Iterator[SavedScenarios]:
    """An empty shelf."""
    with SavedScenarios.open(url) as opened:
        yield opened


def test_what_is_saved_is_found_as_it_was(scenarios: SavedScenarios) -> None:
    """To the microsecond, with or without a question."""
    told, untold = make_saved(question="下周新增200条线索\n各区域如何？"), make_saved()
    for each in (told, untold):
        scenarios.add(each)

    assert [told, untold] == [scenarios.find(each.scenario_id) for each in (told, untold)]


def test_another_process_finds_what_was_added(url: str, scenarios: SavedScenarios) -> None:
    """It is committed when `add` returns."""
    saved = make_saved()
    scenarios.add(saved)

    with SavedScenarios.open(url) as others:
        assert saved == others.find(saved.scenario_id)


def test_the_newest_comes_first(scenarios: SavedScenarios) -> None:
    """Whatever the order in which they came; the same name of the same author stands there twice."""
    made = [make_saved(number) for number in (2, 0, 1)]
    for each in made:
        scenarios.add(each)

    assert [made[0], made[2], made[1]] == scenarios.newest(10)


def test_pages_show_each_once(scenarios: SavedScenarios) -> None:
    """Those of one moment as well, though the one that a page ended with is deleted meanwhile."""
    made = [make_saved(number // 4) for number in range(11)]
    for each in made:
        scenarios.add(each)
    shown: list[Saved] = []
    while page := scenarios.newest(3, read_cursor(shown[-1].cursor) if shown else None):
        shown += page
        scenarios.delete(page[-1].scenario_id)

    assert sorted(made, key=lambda each: (each.saved_at, each.scenario_id), reverse=True) == shown


def test_what_is_deleted_is_gone(scenarios: SavedScenarios) -> None:
    """Its row is away, the others stay, and it cannot be deleted twice."""
    one, other = make_saved(), make_saved()
    for each in (one, other):
        scenarios.add(each)

    assert [True, False] == [scenarios.delete(one.scenario_id) for _ in range(2)]
    assert scenarios.find(one.scenario_id) is None
    assert [other] == scenarios.newest(10)


@pytest.mark.parametrize("scenario_id", ["", "0", "\0", "0" * 16, "' OR 1=1 --", "０" * 16])
def test_an_id_that_is_none_finds_nothing(scenarios: SavedScenarios, scenario_id: str) -> None:
    """Whatever it holds, NUL included, which PostgreSQL cannot take."""
    scenarios.add(make_saved())

    assert (None, False) == (scenarios.find(scenario_id), scenarios.delete(scenario_id))


def test_threads_may_share_it(scenarios: SavedScenarios) -> None:
    """Forty are saved by eight threads at a time, and all are there."""
    made = [make_saved(number) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(scenarios.add, made))

    assert made[::-1] == scenarios.newest(100)


def test_a_database_that_is_gone_is_said_in_a_sentence(tmp_path: Path) -> None:
    """A UserError, no error of the driver's."""
    (tmp_path / "no.db").write_text("no database at all, but text that is long enough to be taken for a header" * 9)

    with SavedScenarios.open(f"sqlite:///{tmp_path / 'no.db'}") as broken, pytest.raises(UserError, match="cannot be"):
        broken.newest(1)


@given(MOMENTS)
def test_a_cursor_names_its_scenario(moment: datetime) -> None:
    """Read back it is the very microsecond and id."""
    saved = make_saved(saved_at=moment)

    assert (moment, saved.scenario_id) == read_cursor(saved.cursor)


@given(st.text())
def test_any_other_text_is_no_cursor(text: str) -> None:
    """Never another error than ValueError."""
    with pytest.raises(ValueError, match="no cursor"):
        read_cursor(text)
