"""Opening a store, and what is said of one that cannot be opened."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest
import sqlalchemy as sa

from history.errors import UserError
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
