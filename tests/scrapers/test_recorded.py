"""Recorded pages, feeds, boards and patents beside the repository are read as others read them."""

from pathlib import Path

import pytest

from bench import expected_documents, expected_jobs

DATA = Path(__file__).parents[3] / "shared" / "web"


@pytest.mark.slow
@pytest.mark.parametrize("material", [expected_documents, expected_jobs])
def test_recorded_material_is_read_as_expected(material):
    """Of every kind at least 94 %: what remains are documents that say nothing, or that others misread."""
    if not (DATA / "manifest.jsonl").is_file():
        pytest.skip(f"no recorded material at {DATA}")
    rates = material.rates(DATA)

    assert rates
    assert [] == [(rate.what, rate.misses) for rate in rates if rate.share < 0.94]
