"""Imports into a store of the test's own."""

import pytest

from history.store.store import Store
from tests.history.importing.importing import Importing


@pytest.fixture
def run(tmp_path):
    """Imports into SQLite: what is the same whatever the database."""
    with Store.open(f"sqlite:///{tmp_path / 'history.db'}") as store:
        yield Importing(tmp_path, store)


@pytest.fixture
def run_on_each(tmp_path, store_url):
    """Imports into SQLite and into PostgreSQL: what the database has a part in."""
    with Store.open(store_url) as store:
        yield Importing(tmp_path, store)
