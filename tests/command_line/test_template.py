"""The settings that `leadcast init` writes."""

import re
from itertools import takewhile

import pytest
from pydantic import BaseModel

from history.home import TEMPLATE
from history.settings import Business
from models.plans.settings import Outreach
from models.regraded import GradeSettings
from scrapers.meaning.relevance import Offering
from scrapers.settings import CollectSettings
from serving.callers.trimming import AuditSettings
from serving.planner.maps import MapSettings
from serving.push.settings import PushSettings, Target
from serving.settings import WebhookSettings
from training.settings import Gate, Task

TABLES: list[tuple[str, type[BaseModel]]] = [
    ("[business]", Business),
    ("[intent]", Task),
    ("[grades]", GradeSettings),
    ("[gate]", Gate),
    ("[collect]", CollectSettings),
    ("[offering]", Offering),
    ("[outreach]", Outreach),
    ("[regions]", MapSettings),
    ("[webhooks]", WebhookSettings),
    ("[audit]", AuditSettings),
    ("[push]", PushSettings),
    ("[[push.targets]]", Target),
]


# A simulated world marks its own home, and a channel has its url or the variable that holds it.
NOT_SHOWN = {"simulated", "url"}


@pytest.mark.parametrize(("header", "settings"), TABLES)
def test_every_setting_is_in_the_template(header: str, settings: type[BaseModel]) -> None:
    """Each field of a table stands below its header, as a line or as a table of its own."""
    lines = iter([line.removeprefix("# ") for line in TEMPLATE.read_text(encoding="utf-8").splitlines()])
    assert header in lines
    below = "\n".join(takewhile(lambda line: not re.match(r"\[\w+\]$", line), lines))

    shown = re.findall(r"^\[{0,2}(?:\w+\.)?(\w+)(?: = |\]{1,2}$)", below, re.MULTILINE)

    assert set() == set(settings.model_fields) - {*shown} - NOT_SHOWN
