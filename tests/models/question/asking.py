"""Questions as planners say them, on a Sunday, and a check of what they mean."""

from datetime import date
from typing import Any

import pytest

from models.question import Vocabulary, understand
from models.sandbox.plan.scenario import Scenario

# A Sunday.
TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
DECEMBER = date(2026, 12, 1)
JANUARY = date(2027, 1, 1)
WORDS = Vocabulary(
    ("华东", "华东一区", "华南", "华北", "广东省", "North", "South", "South East", "Zone One", "unknown"),
    ("制造业", "金融", "Retail", "IT Services"),
    ("广告", "展会", "Ads", "Referral", "Trade Fair", "unknown"),
    ("A", "云桌面", "Cloud Suite", "365"),
)


def check(text: str, leads: int, start: date = MONDAY, days: int = 7, **rest: Any) -> None:
    """Shares are compared up to the error of binary arithmetic."""
    meaning, found = Scenario(leads, start, days, **rest), understand(text, WORDS, TODAY)
    kinds = ("regions", "industries", "sources", "products")
    for kind in kinds:
        assert getattr(meaning, kind) == pytest.approx(getattr(found, kind))
    assert meaning.to_json() | dict.fromkeys(kinds) == found.to_json() | dict.fromkeys(kinds)
