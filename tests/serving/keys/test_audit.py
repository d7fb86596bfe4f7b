"""What is noted of calls, and what is not."""

import logging
from datetime import timedelta

import httpx
import pytest

from history.audit.entries import Audit
from serving.settings import Settings
from tests.serving.keys.keyed import PLAN, Keyed


def test_what_is_changed_is_noted_and_what_is_asked_is_not(keyed: Keyed, texts: dict[str, str]) -> None:
    """Who, how, what, with which outcome, from where, by which request; never what was sent."""
    before = len(keyed.audit())
    made = keyed.call("POST", "/v1/scenarios", texts["plan"], json=PLAN)
    keyed.call("GET", "/v1/scenarios", texts["plan"])
    keyed.call("POST", "/v1/sandbox", texts["plan"], json={"leads": 10})
    keyed.call("POST", "/v1/scenarios", texts["plan"], json={})
    headers = {"authorization": f"Bearer {texts['admin']}", "x-request-id": "r-1"}
    keyed.now += timedelta(seconds=1)
    keyed.client.delete(made.headers["location"], headers=headers)

    created, deleted = keyed.audit()[before:]
    scenario = made.json()["id"]
    assert ("POST", "/v1/scenarios", scenario, 201) == (created.method, created.route, created.subject, created.status)
    assert (texts["plan"].split("_")[1], "127.0.0.1") == (created.actor, created.client)
    assert (keyed.now - timedelta(seconds=1), keyed.now) == (created.at, deleted.at)
    assert ("DELETE", "/v1/scenarios/{scenario_id}", scenario) == (deleted.method, deleted.route, deleted.subject)
    assert (texts["admin"].split("_")[1], 204, "r-1") == (deleted.actor, deleted.status, deleted.request_id)
    assert "李敏" not in repr([created, deleted])


def test_changes_from_loopback_are_noted_as_well(api: httpx.Client, settings: Settings) -> None:
    """Where no key is needed, the actor is loopback."""
    made = api.post("/v1/scenarios", json=PLAN)
    # Other tests share this server's store.
    assert 204 == api.delete(made.headers["location"]).status_code
    with Audit.open(settings.database_url) as kept:
        noted = [entry for entry in kept.since(None, 1_000) if entry.subject == made.json()["id"]]

    assert [("loopback", 201), ("loopback", 204)] == [(entry.actor, entry.status) for entry in noted]


def test_what_is_asked_is_a_line_of_the_log(
    keyed: Keyed, texts: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """By its parts, refusals too, without the key and without the path that a caller made up."""
    caplog.set_level(logging.INFO, "leadcast.audit")
    keyed.call("GET", "/v1/intent?region=SECRET", texts["score"])
    keyed.call("GET", "/SECRET", texts["score"])

    asked, refused = [record.__dict__["fields"] for record in caplog.records if record.name == "leadcast.audit"]
    assert ("/v1/intent", 422) == (asked["route"], asked["status"])
    assert ("none", 403, texts["score"].split("_")[1]) == (refused["route"], refused["status"], refused["actor"])
    assert "SECRET" not in repr([asked, refused])
    assert texts["score"] not in repr([asked, refused])
