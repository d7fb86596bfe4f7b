"""A failed check of a question shows both meanings."""

import pytest

pytest.register_assert_rewrite("tests.models.question.asking")
