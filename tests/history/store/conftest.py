"""A store of the test's own, on each database."""

import pytest

from history.store.store import Store


@pytest.fixture
def store(store_url):
    """An empty one, open."""
    with Store.open(store_url) as opened:
        yield opened
