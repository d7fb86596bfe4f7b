"""GET /metrics: what the service counts about itself."""

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from serving.app import create_app
from serving.scores.opening import Live
from serving.settings import Settings
from serving.telemetry.distribution import Distribution
from serving.telemetry.metrics import PROBABILITIES, Metrics

DURATION = "leadcast_http_request_duration_seconds"


def families(text: str) -> dict[str, Metric]:
    """The metrics of a scrape by name, read by Prometheus' own parser."""
    return {family.name: family for family in text_string_to_metric_families(text)}


def scraped(client: httpx.Client) -> dict[str, Metric]:
    """The metrics of a running server."""
    answer = client.get("/metrics")
    assert 200 == answer.status_code
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return families(answer.text)


def value(family: Metric, name: str, **labels: str) -> float:
    """The one sample of that name and labels."""
    (found,) = [each.value for each in family.samples if (each.name, each.labels) == (name, labels)]
    return found


def test_requests_are_counted_by_template_method_and_status_class(
    another: Callable[[Live], httpx.Client], live: Live
) -> None:
    """An id in a path is none of the labels, nor is a path that nobody has."""
    client = another(live)
    for scenario in ("0000000000000000", "1111111111111111"):
        client.get(f"/v1/scenarios/{scenario}")
    client.get("/secret-path")
    client.request("PROPFIND", "/healthz")
    client.get("/static/compare.css")

    expected = {
        ("/v1/scenarios/{scenario_id}", "GET", "4xx"): 2,
        ("(none)", "GET", "4xx"): 1,
        ("/healthz", "OTHER", "4xx"): 1,
        ("/static", "GET", "2xx"): 1,
    }
    # A request is counted when its answer has been sent, which the client may know first.
    until = time.monotonic() + 20
    while (counts := _counts(client)) != expected and time.monotonic() < until:
        time.sleep(0.05)
    assert expected == counts


def _counts(client: httpx.Client) -> dict[tuple[str, str, str], float]:
    """Requests by template, method and class of status, but for those of the metrics themselves."""
    return {
        (each.labels["route"], each.labels["method"], each.labels["status"]): each.value
        for each in scraped(client)[DURATION].samples
        if each.name.endswith("_count") and each.labels["route"] != "/metrics"
    }


def test_requests_that_the_gate_refuses_are_counted(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """A foreign host name, before there is a route."""
    client = another(live)
    client.get("/healthz", headers={"host": "evil.example"})

    labels = {"route": "(none)", "method": "GET", "status": "4xx"}
    assert 1 == value(scraped(client)[DURATION], f"{DURATION}_count", **labels)


def test_sizes_of_bodies_are_summed(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """Of what is asked and of what is answered."""
    client = another(live)
    body = b'{"account_ids": []}'
    answer = client.post("/v1/intent", content=body, headers={"content-type": "application/json"})

    found, labels = scraped(client), {"route": "/v1/intent", "method": "POST", "status": "2xx"}
    names = [f"leadcast_http_{what}_size_bytes" for what in ("request", "response")]
    sums = [value(found[name], f"{name}_sum", **labels) for name in names]
    assert [len(body), len(answer.content)] == sums


def test_the_one_that_looks_is_in_flight(api: httpx.Client) -> None:
    """And nobody else, once all are answered."""
    name = "leadcast_http_requests_in_flight"

    assert 1 == value(scraped(api)[name], name)


def test_what_serves_is_shown(api: httpx.Client, live: Live) -> None:
    """Model, number scored, age of the scores, process."""
    found = scraped(api)

    info = {"model": "3", "entity": "account", "scorer": live.bundle.intent.scorer.name, "simulated": "true"}
    assert 1 == value(found["leadcast_model_info"], "leadcast_model_info", **info)
    assert len(live.book) == value(found["leadcast_scores"], "leadcast_scores")
    assert math.isfinite(value(found["leadcast_scores_age_seconds"], "leadcast_scores_age_seconds"))
    promoted = "leadcast_model_promoted_timestamp_seconds"
    assert live.promoted_at.timestamp() == value(found[promoted], promoted)
    assert value(found["process_resident_memory_bytes"], "process_resident_memory_bytes") > 0


def test_served_probabilities_are_counted_by_call(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """Those of ids that are scored, and those of a page of the list."""
    client, ids = another(live), [str(each) for each in live.book.ids[:5]]
    client.post("/v1/intent", json={"account_ids": [*ids, "nobody"]})
    client.get("/v1/intent", params={"limit": 7})

    name = "leadcast_served_probability"
    family = scraped(client)[name]
    assert [5, 7] == [value(family, f"{name}_count", call=call) for call in ("intent", "list")]
    total = live.book.scores.probability[:5].sum()
    assert pytest.approx(total) == value(family, f"{name}_sum", call="intent")


def test_forecasts_are_timed(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """Each that the sandbox computes, and none that it refuses."""
    client = another(live)
    client.post("/v1/sandbox", json={"leads": 10})
    client.post("/v1/sandbox", json={"leads": -10})

    name = "leadcast_sandbox_forecast_seconds"
    assert 1 == value(scraped(client)[name], f"{name}_count")


def test_open_metrics_are_answered_where_they_are_asked_for(api: httpx.Client) -> None:
    """By Accept, as Prometheus asks."""
    answer = api.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})

    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")


def test_two_applications_share_a_process(settings: Settings, live: Live) -> None:
    """Each has a registry of its own."""
    assert create_app(settings, lambda _: live) is not create_app(settings, lambda _: live)


def test_a_gauge_is_read_when_somebody_looks() -> None:
    """Not when it is added; one that fails is NaN and hides nothing else."""
    metrics, backlog = Metrics(), [1.0]
    metrics.gauge("leadcast_backlog", "Events that wait.", lambda: backlog[0])
    metrics.gauge("leadcast_broken", "It fails.", lambda: 1 / 0)
    backlog[0] = 7.0

    found = families(generate_latest(metrics.registry).decode())
    assert 7 == value(found["leadcast_backlog"], "leadcast_backlog")
    assert math.isnan(value(found["leadcast_broken"], "leadcast_broken"))


def test_a_name_is_taken_once() -> None:
    """Two modules cannot show different things under one name."""
    metrics = Metrics()
    metrics.gauge("leadcast_backlog", "Events that wait.", lambda: 1.0)
    with pytest.raises(ValueError, match="Duplicated"):
        metrics.gauge("leadcast_backlog", "Something else.", lambda: 2.0)


@given(st.lists(st.lists(st.sampled_from(PROBABILITIES) | st.floats(0, 2), max_size=9), min_size=1, max_size=9))
def test_a_distribution_is_that_of_a_plain_count(added: list[list[float]]) -> None:
    """A bucket holds what is at most its bound, however the values came."""
    distribution = Distribution("served", "", ("call",), PROBABILITIES)
    for each in added:
        distribution.add(("intent",), each)
    everything = [each for some in added for each in some]

    (family,) = distribution.collect()
    buckets = [each.value for each in family.samples if each.name == "served_bucket"]
    assert [sum(each <= bound for each in everything) for bound in (*PROBABILITIES, math.inf)] == buckets
    assert pytest.approx(sum(everything)) == value(family, "served_sum", call="intent")


def test_nothing_is_lost_where_many_threads_add_and_somebody_looks() -> None:
    """More than are kept at once, counted while more come."""
    distribution = Distribution("served", "", ("call",), PROBABILITIES)
    with ThreadPoolExecutor(4) as threads:
        for _ in range(100):
            threads.submit(distribution.add, ("intent",), [0.3] * 500)
            list(distribution.collect())

    (family,) = distribution.collect()
    counts = [value(family, "served_bucket", call="intent", le=bound) for bound in ("0.2", "0.3", "+Inf")]
    assert [0, 50_000, 50_000] == counts
