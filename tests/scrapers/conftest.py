"""How tests of sources make a page."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from scrapers.records import Page

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def page() -> Callable[..., Page]:
    """A page fetched on 24 November 2026, from text, bytes, or anything that is JSON."""

    def made(body: Any, url: str = "https://acme.example/x", content_type: str = "") -> Page:
        if not isinstance(body, str | bytes):
            body = json.dumps(body, ensure_ascii=False)
        return Page(url, body.encode() if isinstance(body, str) else body, NOW, content_type)

    return made
