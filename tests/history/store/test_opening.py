"""Opening a store, and what is said of one that cannot be opened."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from history.errors import UserError
from history.forgetting.compacting import compact
from history.store.migrate import VERSION_TABLE
from history.store.store import Store
from tests.history.store.rows import order


def test_store_opens_again_with_what_it_held(store_url):
    """Closing loses nothing."""
    with Store.open(store_url) as store:
        store.append("orders", pd.DataFrame([order()]))

    with Store.open(store_url) as store:
        assert 1 == store.counts()["orders"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/crm", "not supported"),
        ("nonsense", "cannot be read"),
        ("sqlite:///file:/folder/history.db", "named by its path"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_wrong_url_is_explained(url, said):
    """In one sentence, with the form of a right one or what to check, and never with the password."""
    with pytest.raises(UserError, match=said) as caught:
        Store.open(url)

    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_file_that_is_no_database_is_explained(tmp_path):
    """It is left as it was."""
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk. " * 200)

    with pytest.raises(UserError, match="not a database"):
        Store.open(f"sqlite:///{path}")

    assert path.read_text().startswith("Buy milk.")


def test_folder_that_cannot_be_made_is_explained(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(UserError, match="cannot be created"):
        Store.open(f"sqlite:///{tmp_path / 'taken' / 'history.db'}")


def test_newer_store_is_explained(store_url):
    """An older program does not write into a newer store."""
    with Store.open(store_url) as store, store._engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(UserError, match="newer version"):
        Store.open(store_url)


def test_sqlite_store_is_in_wal_mode(tmp_path):
    """So that readers and the one writer do not wait for each other."""
    path = tmp_path / "new" / "history.db"
    Store.open(f"sqlite:///{path}").close()

    with closing(sqlite3.connect(path)) as connection:
        assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()


def test_what_only_reads_makes_nothing(bare_url):
    """It says that there is no history, where, and how to get one."""
    with pytest.raises(UserError, match="There is no history at") as caught:
        Store.existing(bare_url)

    place = bare_url.removeprefix("sqlite:///")
    assert place in caught.value.message
    assert "leadcast import" in caught.value.hint
    assert not Path(place).parent.exists()


def test_an_empty_store_in_memory_is_called_what_it_is():
    """It is no PostgreSQL."""
    with pytest.raises(UserError, match="There is no history at sqlite://"):
        Store.existing("sqlite://")


def test_what_is_there_is_opened_and_upgraded(store_url):
    """As `open` does."""
    with Store.existing(store_url) as store:
        assert 0 == store.counts()["orders"]


def test_a_file_that_goes_away_is_not_made_again(tmp_path):
    """What has it open, as a server does, is told that it is gone, and finds it again once it is back."""
    file, aside = tmp_path / "history.db", tmp_path / "aside.db"
    with Store.open(f"sqlite:///{file}") as store:
        store.append("orders", pd.DataFrame([order()]))
        compact(store._engine)
        file.rename(aside)
        with pytest.raises(UserError, match="cannot be used") as caught:
            store.counts()
        assert not file.exists()
        aside.rename(file)

        assert 1 == store.counts()["orders"]
    assert "is gone" in caught.value.hint


def test_names_that_mean_something_in_an_address_are_files(tmp_path):
    """Such as a blank, a percent or a hash."""
    file = tmp_path / "50% of #1 sales" / "history.db"
    Store.open(f"sqlite:///{file}").close()

    assert file.exists()


@pytest.mark.parametrize("opened", [Store.open, Store.existing])
def test_what_cannot_be_looked_at_is_not_said_to_be_missing(tmp_path, opened):
    """As a link that leads to itself."""
    file = tmp_path / "history.db"
    file.symlink_to(file)

    with pytest.raises(UserError, match="cannot be used"):
        opened(f"sqlite:///{file}")
