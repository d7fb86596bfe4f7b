"""A healthy business, to be spoilt."""

import pytest

from tests.history.doctor.business import Tables, healthy


@pytest.fixture
def tables() -> Tables:
    """The tables of a healthy business, to be spoilt."""
    return {name: rows.copy() for name, rows in healthy().items()}
