"""Which model serves, and which served before it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from history.errors import UserError
from models.champion import (
    Champion,
    champion_folder,
    former_champions,
    read_champion,
    served_at,
    set_back,
    set_champion,
)

FIRST, SECOND, THIRD, LATER = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3, 4))


@pytest.fixture
def models(tmp_path):
    """Three versions that were promoted one after the other."""
    for version, moment in (("1", FIRST), ("2", SECOND), ("3", THIRD)):
        (tmp_path / version).mkdir()
        set_champion(tmp_path, Champion(version, moment))
    return tmp_path


def test_the_last_promoted_serves(models):
    """
    The others are remembered in their order.
    """
    assert Champion("3", THIRD) == read_champion(models)
    assert (Champion("1", FIRST), Champion("2", SECOND)) == former_champions(models)


@pytest.mark.parametrize(
    ("moment", "version"), [(FIRST - timedelta(days=1), None), (FIRST, "1"), (SECOND, "2"), (LATER, "3")]
)
def test_who_served_at_a_moment_is_known(models, moment, version):
    """
    The last promoted by then; nobody before the first.
    """
    found = served_at(models, moment)

    assert version == (found and found.version)


def test_going_back_twice_goes_further_back(models):
    """
    Each time one champion earlier serves, from then on; what was reverted is gone from the list.
    """
    assert Champion("2", LATER) == set_back(models, LATER)
    assert Champion("2", LATER) == read_champion(models)
    assert Champion("1", LATER) == set_back(models, LATER)
    assert () == former_champions(models)


def test_before_the_first_there_was_none(models):
    """
    The error says so, and leaves the champion as it is.
    """
    set_back(models, LATER)
    set_back(models, LATER)
    with pytest.raises(UserError, match=r"no earlier champion.*leadcast promote"):
        set_back(models, LATER)

    assert "1" == read_champion(models).version


def test_a_promotion_after_a_revert_returns_to_where_it_was(models):
    """
    Back to 2, on to 3 again: another revert leads to 2.
    """
    set_back(models, LATER)
    set_champion(models, Champion("3", LATER))

    assert "2" == set_back(models, LATER).version


def test_promoting_what_serves_is_no_step(models):
    """
    The same version twice does not have to be reverted twice.
    """
    set_champion(models, Champion("3", LATER))

    assert "2" == set_back(models, LATER).version


def test_an_earlier_model_that_is_gone_is_named(models):
    """
    A revert to a folder that was removed changes nothing and says how to get it back.
    """
    (models / "2").rmdir()
    with pytest.raises(UserError, match=r"gone.*leadcast promote 2"):
        set_back(models, LATER)

    assert models / "3" == champion_folder(models)


def test_a_pointer_of_an_earlier_version_is_read(tmp_path):
    """
    Files written before former champions were kept name the champion, and none before it.
    """
    (tmp_path / "champion.json").write_text(json.dumps({"version": "7", "promoted_at": FIRST.isoformat()}))

    assert Champion("7", FIRST) == read_champion(tmp_path)
    assert () == former_champions(tmp_path)


def test_nothing_half_written_is_left(models):
    """
    Only the folders and the one file stand there.
    """
    assert {"1", "2", "3", "champion.json"} == {path.name for path in models.iterdir()}
