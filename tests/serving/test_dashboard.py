"""The Grafana dashboard asks for what the service shows."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from serving.scores.opening import Live

FILE = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "leadcast.json"
# Words of PromQL that are followed by a bracket or stand between metrics.
FUNCTIONS = {"sum", "max", "rate", "increase", "histogram_quantile", "time", "by", "label_values"}
# Labels that Prometheus adds when it scrapes.
SCRAPED = {"job", "instance"}


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana imports it."""
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


@pytest.fixture
def shown(another: Callable[[Live], httpx.Client], live: Live) -> dict[str, set[str]]:
    """The samples that /metrics shows once each call has been made, with the labels of each."""
    client = another(live)
    client.post("/v1/intent", json={"account_ids": [str(live.book.ids[0])]})
    client.post("/v1/sandbox", json={"leads": 10})
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {each.name: set(each.labels) for family in families for each in family.samples}


def expressions(dashboard: dict[str, Any]) -> Iterator[str]:
    """All that is asked of Prometheus: by panels, and by the variables at the top."""
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    yield from (each["query"] for each in dashboard["templating"]["list"] if each["type"] == "query")


def metrics_in(expression: str) -> set[str]:
    """The names of metrics in an expression, without its labels, strings and ranges."""
    plain = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)|, \w+\)$", " ", expression)
    return set(re.findall(r"[a-z_]\w*", plain)) - FUNCTIONS


def labels_in(expression: str) -> set[str]:
    """The labels that an expression selects or sums by."""
    chosen = re.findall(r"(\w+)(?:=~|=|!=)\"", expression)
    kept = [name for names in re.findall(r"\bby \(([^)]*)\)", expression) for name in names.split(", ")]
    return {*chosen, *kept} - SCRAPED


def test_every_expression_asks_for_metrics_that_are_shown(
    dashboard: dict[str, Any], shown: dict[str, set[str]]
) -> None:
    """And for labels that they have."""
    for expression in expressions(dashboard):
        names = metrics_in(expression)
        assert names or "time()" in expression, expression
        for name in names:
            assert name in shown, expression
            assert labels_in(expression) <= shown[name], expression


def test_every_metric_of_ours_is_on_the_dashboard(dashboard: dict[str, Any], shown: dict[str, set[str]]) -> None:
    """What is measured is looked at."""
    asked = {name for expression in expressions(dashboard) for name in metrics_in(expression)}
    ours = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in shown if name.startswith("leadcast_")}

    assert {"leadcast_sandbox_open"} == {name for name in ours if not any(each.startswith(name) for each in asked)}


def test_panels_can_be_told_apart_and_do_not_overlap(dashboard: dict[str, Any]) -> None:
    """Each has an id, a title and a place of its own."""
    panels = dashboard["panels"]
    places = [panel["gridPos"] for panel in panels]
    covered = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]

    assert len(panels) == len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels})
    assert len(covered) == len(set(covered))
    assert all(x < 24 for x, _ in covered)
