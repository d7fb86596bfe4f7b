"""A real server that needs keys: who is let in, to what, how often, and what is noted of it."""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote

import httpx
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from history.store.store import Store
from serving.access import scope_of
from serving.callers.audit import Audit, Entry
from serving.keys import SCOPES, Keys, Scope, new_key
from serving.settings import Settings
from serving.wording import texts as page_texts

PLAN = {"name": "展会季", "author": "李敏", "plan": {"leads": 10}}
CALLS: list[tuple[str, str, str]] = [
    ("GET", "/v1/intent", "score"),
    ("POST", "/v1/intent", "score"),
    ("GET", "/v1/models", "score"),
    ("GET", "/v1/accounts", "score"),
    ("GET", "/v1/accounts/A/timeline", "score"),
    ("GET", "/v1/leads/L", "score"),
    ("GET", "/v1/today", "score"),
    ("GET", "/v1/today.csv", "score"),
    ("GET", "/v1/todays", "admin"),
    ("GET", "/v1/export/dynamics", "score"),
    ("POST", "/v1/sandbox", "plan"),
    ("GET", "/v1/scenarios", "plan"),
    ("POST", "/v1/scenarios", "plan"),
    ("GET", "/v1/scenarios/0123456789abcdef", "plan"),
    ("DELETE", "/v1/scenarios/0123456789abcdef", "plan"),
    ("GET", "/v1/regions", "plan"),
    ("GET", "/v1/regions/geojson", "plan"),
    ("GET", "/", "plan"),
    ("HEAD", "/", "plan"),
    ("GET", "/today", "score"),
    ("GET", "/accounts/A", "score"),
    ("GET", "/leads/L", "score"),
    ("POST", "/v1/events", "ingest"),
    ("GET", "/v1/webhooks", "admin"),
    ("POST", "/v1/webhooks", "admin"),
    ("DELETE", "/v1/webhooks/wh_0123456789abcdef", "admin"),
    ("POST", "/v1/webhooks/wh_0123456789abcdef/test", "admin"),
    ("GET", "/openapi.json", "admin"),
    ("GET", "/metrics", "admin"),
    ("GET", "/nowhere", "admin"),
    ("GET", "/v1/intents", "admin"),
    ("GET", "//v1/intent", "admin"),
    ("GET", "/V1/intent", "admin"),
]


@dataclass
class Keyed:
    """A server that needs keys, its store, and its clock, which only a test moves."""

    settings: Settings
    now: datetime
    client: httpx.Client

    def key(self, *scopes: Scope, **more: datetime | str) -> str:
        """A new key that the server knows within half a second."""
        made, text = new_key("test", scopes, self.now, **more)
        with Keys.open(self.settings.database_url) as keys:
            keys.add(made)
        until = time.monotonic() + 20
        # Its first use may come before the server reads the keys again.
        while time.monotonic() < until and 401 == self.call("GET", "/nowhere", text).status_code:
            time.sleep(0.05)
        return text

    def call(self, method: str, path: str, text: str | None = None, **more: object) -> httpx.Response:
        """The answer to a call with that key."""
        headers = {"authorization": f"Bearer {text}"} if text else {}
        return self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    def audit(self) -> list[Entry]:
        """What was noted so far."""
        with Audit.open(self.settings.database_url) as kept:
            return kept.since(None, 1_000)


Serving = Callable[[Settings, Callable[[], datetime]], httpx.Client]


@pytest.fixture(scope="module")
def keyed(settings: Settings, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Keyed:
    """A server of its own, with a store of its own for keys."""
    url = f"sqlite:///{tmp_path_factory.mktemp('keys') / 'keys.db'}"
    Store.open(url).close()
    return started(settings, serving, url)


def started(settings: Settings, serving: Serving, url: str) -> Keyed:
    told = settings.model_copy(update={"database_url": url, "keys_needed": True})
    found = Keyed(told, datetime(2026, 11, 25, 9, tzinfo=UTC), httpx.Client())
    found.client.close()
    found.client = serving(told, lambda: found.now)
    return found


@pytest.fixture(scope="module")
def texts(keyed: Keyed) -> dict[str, str]:
    """A key of each scope."""
    return {scope: keyed.key(scope) for scope in SCOPES}


@pytest.mark.parametrize(("method", "path", "needed"), CALLS)
def test_a_call_needs_the_key_of_its_scope(
    keyed: Keyed, texts: dict[str, str], method: str, path: str, needed: str
) -> None:
    """401 without a key, 403 with another, and an answer of the call's own with the right one or `admin`."""
    assert 401 == keyed.call(method, path).status_code
    for scope, text in texts.items():
        status = keyed.call(method, path, text).status_code
        assert (403 == status) == (scope not in (needed, "admin")), (scope, status)
        assert status not in (401, 429)
        assert status < 500


@pytest.mark.parametrize("path", ["/static/frame.css", "/static/plotly.min.js"])
def test_what_every_page_loads_needs_some_key(keyed: Keyed, texts: dict[str, str], path: str) -> None:
    """Of whatever scope: a key for scores opens the page of an account, one for plans that of the planner."""
    assert 401 == keyed.call("GET", path).status_code
    assert {200} == {keyed.call("GET", path, text).status_code for text in texts.values()}


def test_health_needs_no_key(keyed: Keyed) -> None:
    """It says only that the process answers."""
    assert {"status": "ok"} == keyed.call("GET", "/healthz").json()


def test_a_route_that_nobody_thought_of_is_closed() -> None:
    """Unless it stands in the table, it is for `admin`."""
    assert {"admin"} == {scope_of(path) for path in ("/v1/new", "/v1", "", "/healthz/", "/session/x", "*")}


def test_refusals_say_what_to_do_as_the_standards_have_it(keyed: Keyed, texts: dict[str, str]) -> None:
    """RFC 6750's challenge in a header, RFC 9457's problem as the body, and how to send a key."""
    without = keyed.call("GET", "/v1/intent")
    wrong = keyed.call("GET", "/v1/intent", f"lc_{'0' * 12}_{'0' * 64}")
    other = keyed.call("GET", "/v1/intent", texts["plan"])

    assert 'Bearer realm="leadcast"' == without.headers["www-authenticate"]
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    assert 'error="insufficient_scope", scope="score"' in other.headers["www-authenticate"]
    for answer, status in ((without, 401), (wrong, 401), (other, 403)):
        assert ("application/problem+json", status) == (answer.headers["content-type"], answer.json()["status"])
        assert "leadcast keys create" in answer.json()["hint"]
        assert ("nosniff", "no-store") == (answer.headers["x-content-type-options"], answer.headers["cache-control"])


WORDS = st.sampled_from(["Bearer", "bearer", "Basic", " ", "\t", "lc_", "_", "0" * 12, "a" * 64, ",", "=", "\x80", "é"])
HEADERS = st.lists(WORDS | st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=9), max_size=8)


@examples(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(["Bearer ", "lc_", "0" * 12, "_", "a" * 64])
@example(["x" * 20_000])
@given(HEADERS)
def test_no_made_up_header_lets_anyone_in(keyed: Keyed, texts: dict[str, str], parts: list[str]) -> None:
    """Whatever Authorization holds, alone or beside a true key: refused, never a crash."""
    made_up = "".join(parts).strip().encode("latin-1").replace(b"\x7f", b"").replace(b"\x85", b"").replace(b"\xa0", b"")
    true = f"Bearer {texts['admin']}".encode()
    for headers in ([made_up], [made_up, true], [true, made_up]):
        sent = [(b"authorization", each) for each in headers]
        answer = keyed.client.get("/v1/intent", headers=sent)  # type: ignore[arg-type]
        assert answer.status_code in (400, 401, 431)


CRUMBS = st.sampled_from(["leadcast_key", "=", '"', ";", " ", "lc_", "\\054", "$Version", "\x80", ","])
COOKIES = st.lists(CRUMBS | st.text("a0=_", max_size=5))


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(COOKIES)
def test_no_made_up_cookie_lets_anyone_in(keyed: Keyed, parts: list[str]) -> None:
    """Whatever it holds: refused, never a crash."""
    sent = [(b"cookie", "".join(parts).strip().encode("latin-1"))]

    assert 401 == keyed.client.get("/v1/scenarios", headers=sent).status_code  # type: ignore[arg-type]


def test_a_key_that_was_cut_or_changed_is_none(keyed: Keyed, texts: dict[str, str]) -> None:
    """By one character anywhere."""
    true = texts["score"]
    for place in range(0, len(true), 5):
        changed = true[:place] + ("0" if true[place] != "0" else "1") + true[place + 1 :]
        assert [401, 401] == [keyed.call("GET", "/v1/intent", text).status_code for text in (changed, true[:place])]
    assert 200 == keyed.call("GET", "/v1/intent", true).status_code


def test_a_key_expires_by_the_clock_of_the_server(keyed: Keyed) -> None:
    """It opens until its last moment, and not from then on."""
    before = keyed.now
    text = keyed.key("score", expires_at=before + timedelta(days=90))
    try:
        statuses = []
        for days in (0, 89, 90, 91):
            keyed.now = before + timedelta(days=days)
            statuses.append(keyed.call("GET", "/v1/intent", text).status_code)
    finally:
        keyed.now = before

    assert [200, 200, 401, 401] == statuses


def test_a_revoked_key_is_turned_away_after_a_second(keyed: Keyed) -> None:
    """By the server that runs, and for good."""
    text = keyed.key("score")
    assert 200 == keyed.call("GET", "/v1/intent", text).status_code
    with Keys.open(keyed.settings.database_url) as keys:
        assert keys.revoke(text.split("_")[1], keyed.now)
    # The promise is a time; what is asserted is what holds once it has passed.
    time.sleep(1)

    assert 401 == keyed.call("GET", "/v1/intent", text).status_code


def test_a_server_on_postgresql_turns_away_and_lets_in_alike(
    settings: Settings, serving: Serving, postgres_url: str
) -> None:
    """A key made while it runs is let in, revoked it is not, and the change it made is noted."""
    Store.open(postgres_url).close()
    keyed = started(settings, serving, postgres_url)
    text = keyed.key("plan")

    assert [401, 403] == [keyed.call("GET", "/v1/intent", each).status_code for each in (None, text)]
    assert 201 == keyed.call("POST", "/v1/scenarios", text, json=PLAN).status_code
    assert [text.split("_")[1]] == [entry.actor for entry in keyed.audit()]
    with Keys.open(postgres_url) as keys:
        keys.revoke(text.split("_")[1], keyed.now)
    time.sleep(1)
    assert 401 == keyed.call("GET", "/v1/scenarios", text).status_code


def test_a_key_may_ask_as_often_as_its_rate_says(keyed: Keyed) -> None:
    """Then 429 with when to come back; what is left is told all along; other keys are not slowed."""
    other, text = keyed.key("score"), keyed.key("score", rate="8/day")
    answers = [keyed.call("GET", "/v1/models", text) for _ in range(10)]

    assert [200] * 8 + [429] * 2 == [answer.status_code for answer in answers]
    assert [*range(7, -1, -1), 0, 0] == [
        int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]) for answer in answers
    ]
    assert {'"key";q=8;w=86400'} == {answer.headers["ratelimit-policy"] for answer in answers}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 86_400
    assert "application/problem+json" == answers[-1].headers["content-type"]
    assert 200 == keyed.call("GET", "/v1/models", other).status_code


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


def test_a_used_key_says_when(keyed: Keyed) -> None:
    """Soon after its first use."""
    text = keyed.key("score")
    keyed.call("GET", "/v1/models", text)
    used: list[datetime | None] = [None]
    until = time.monotonic() + 20
    with Keys.open(keyed.settings.database_url) as keys:
        while used == [None] and time.monotonic() < until:
            used = [key.last_used_at for key in keys.all() if key.key_id == text.split("_")[1]]
            time.sleep(0.05)

    assert [keyed.now] == used


def test_while_keys_cannot_be_read_nobody_is_let_in(settings: Settings, serving: Serving, tmp_path: Path) -> None:
    """503 with when to come back; health answers, and once the store is there keys are good again."""
    url = f"sqlite:///{tmp_path / 'late.db'}"
    _, text = made = new_key("CRM", ("score",), datetime.now(UTC))
    (tmp_path / "late.db").write_bytes(b"no database at all, but long enough to be taken for a header" * 9)
    keyed = started(settings, serving, url)

    answer = keyed.call("GET", "/v1/models", text)
    assert (503, "5") == (answer.status_code, answer.headers["retry-after"])
    assert str(tmp_path) not in answer.text
    assert 200 == keyed.call("GET", "/healthz").status_code
    (tmp_path / "late.db").unlink()
    Store.open(url).close()
    with Keys.open(url) as keys:
        keys.add(made[0])
    # A failure is held for half a second, as keys are.
    time.sleep(1)
    assert 200 == keyed.call("GET", "/v1/models", text).status_code


def test_with_keys_any_host_name_is_answered(keyed: Keyed, texts: dict[str, str]) -> None:
    """Others reach the server by names that it does not know."""
    headers = {"authorization": f"Bearer {texts['score']}", "host": "leadcast.example"}

    assert 200 == keyed.client.get("/v1/models", headers=headers).status_code


def test_the_document_says_which_key_a_call_needs(keyed: Keyed, texts: dict[str, str]) -> None:
    """A bearer scheme, the scope of each call, and the answers of those who have no such key."""
    document = keyed.call("GET", "/openapi.json", texts["admin"]).json()

    assert "bearer" == document["components"]["securitySchemes"]["bearer"]["scheme"]
    for path, calls in document["paths"].items():
        for call in calls.values():
            scope = scope_of(path)
            assert ([] if scope == "open" else [{"bearer": [scope]}, {}]) == call["security"]
            assert (scope == "open") or {"401", "403", "429", "503"} <= set(call["responses"])


@pytest.fixture
def visitor(keyed: Keyed) -> Iterator[httpx.Client]:
    """A browser's manners: it keeps cookies and wants HTML."""
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    with httpx.Client(base_url=keyed.client.base_url, headers=headers, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "API 密钥"), ("en", "API key")])
def test_a_person_without_a_key_is_asked_for_one(visitor: httpx.Client, language: str, said: str) -> None:
    """In their language, on a page that runs no script."""
    answer = visitor.get("/", headers={"accept-language": language})

    assert (401, True) == (answer.status_code, said in answer.text)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "form-action 'self'" in answer.headers["content-security-policy"]


def test_a_key_is_entered_once(visitor: httpx.Client, texts: dict[str, str]) -> None:
    """The page opens, its calls work, and no script or other site gets at the cookie; an empty form signs out."""
    answer = visitor.post("/session", data={"key": f" {texts['plan']} "})

    assert (303, "/") == (answer.status_code, answer.headers["location"])
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))
    assert [200, 200, 403] == [visitor.get(path).status_code for path in ("/", "/v1/scenarios", "/v1/intent")]
    visitor.post("/session", data={"key": ""})
    assert 401 == visitor.get("/").status_code


@pytest.mark.parametrize(
    ("path", "scope"), [("/today", "score"), ("/accounts/%E5%90%8D%2F1", "score"), ("/leads/x", "score"), ("/", "plan")]
)
def test_signing_in_leads_to_the_page_that_was_asked_for(
    visitor: httpx.Client, texts: dict[str, str], path: str, scope: str
) -> None:
    """Which says what scope its key needs."""
    shown = visitor.get(path)
    to = unquote(re.findall(r'name="to" value="([^"]*)"', shown.text)[0])
    answer = visitor.post("/session", data={"to": quote(to), "key": texts[scope]})

    assert (401, True) == (shown.status_code, f"--scope {scope}<" in shown.text)
    assert (303, unquote(path)) == (answer.status_code, unquote(answer.headers["location"]))


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/today", "/v1/events", "/accounts/\r\nx", "/today/é", ""]
)
def test_signing_in_leads_nowhere_else(visitor: httpx.Client, texts: dict[str, str], to: str) -> None:
    """But to the first page."""
    answer = visitor.post("/session", data={"to": to, "key": texts["plan"]})

    assert (303, "/") == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize("text", ["xyzzy", "lc_\r\nset-cookie: a=b", "ключ", f"lc_{'0' * 12}_{'0' * 64}"])
def test_a_key_that_is_none_is_said_on_the_page(visitor: httpx.Client, text: str) -> None:
    """Nothing of what was typed comes back."""
    answer = visitor.post("/session", data={"key": text})
    assert ["set-cookie"] == [name for name in answer.headers if name == "set-cookie"]
    shown = visitor.get("/")

    assert (401, True, False) == (shown.status_code, 'role="alert"' in shown.text, text in shown.text)


def test_other_sites_cannot_use_the_cookie(visitor: httpx.Client, texts: dict[str, str]) -> None:
    """Neither to change something nor to sign somebody in."""
    visitor.post("/session", data={"key": texts["plan"]})
    foreign = {"sec-fetch-site": "cross-site"}

    assert 403 == visitor.post("/v1/scenarios", json=PLAN, headers=foreign).status_code
    assert 403 == visitor.post("/session", data={"key": texts["plan"]}, headers=foreign).status_code
    assert 201 == visitor.post("/v1/scenarios", json=PLAN).status_code


@pytest.mark.slow
def test_a_planner_signs_in_with_a_browser(browser: Browser, keyed: Keyed, texts: dict[str, str]) -> None:
    """A wrong key is said, the right one opens the page, which then asks and saves; no script sees the key."""
    save = "body => fetch('/v1/scenarios', {method: 'POST', body, headers: {'content-type': 'application/json'}})"
    with browser.new_context(locale="zh-CN", base_url=str(keyed.client.base_url)) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("API 密钥").fill("lc_none")
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("不能打开此页面")
        page.get_by_label("API 密钥").fill(texts["plan"])
        page.get_by_role("button").click()
        expect(page).to_have_title(page_texts("zh")["title"])

        assert 201 == page.evaluate(f"body => ({save})(body).then(answer => answer.status)", json.dumps(PLAN))
        assert "" == page.evaluate("document.cookie")
