"""A server that needs keys, and a key of each scope."""

import pytest

from history.store.store import Store
from serving.keys import SCOPES
from serving.settings import Settings
from tests.serving.keys.keyed import Keyed, Serving, started


@pytest.fixture(scope="session")
def keyed(settings: Settings, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Keyed:
    """A server of its own, with a store of its own for keys."""
    url = f"sqlite:///{tmp_path_factory.mktemp('keys') / 'keys.db'}"
    Store.open(url).close()
    return started(settings, serving, url)


@pytest.fixture(scope="session")
def texts(keyed: Keyed) -> dict[str, str]:
    """A key of each scope."""
    return {scope: keyed.key(scope) for scope in SCOPES}
