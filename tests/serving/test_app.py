"""Opening and binding."""

import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from history.errors import UserError
from history.store.store import Store
from serving.keys import Keys, new_key
from serving.scores.opening import open_live
from serving.server import bind, guarded, serve
from serving.settings import Settings

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import sys
from serving.server import serve
from serving.settings import Settings
serve(Settings.model_validate_json(sys.argv[1]), sys.argv[2], 0, lambda address: print(address, flush=True))
"""


@pytest.fixture
def keyless(store_url: str, settings: Settings) -> Settings:
    """Settings of a store without keys."""
    Store.open(store_url).close()
    return settings.model_copy(update={"database_url": store_url, "started_at": NOW})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_needs_no_key(settings: Settings, host: str) -> None:
    """Addresses that nobody else reaches; unless keys are asked for there as well."""
    assert settings == guarded(settings, host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "", "127.0.0.1.example"])
def test_everything_else_is_refused_without_keys(keyless: Settings, host: str) -> None:
    """Nothing that others could reach; the hint shows how to make a key, and another way."""
    with pytest.raises(UserError, match="no API key yet") as refused:
        guarded(keyless, host)
    assert "leadcast keys create" in refused.value.hint
    assert "ssh -L" in refused.value.hint


def test_with_a_key_every_address_is_served(keyless: Settings) -> None:
    """One that is good now; what is revoked or expired is none."""
    made = [new_key("CRM", ("score",), NOW, **each)[0] for each in ({"revoked_at": NOW}, {"expires_at": NOW}, {})]
    with Keys.open(keyless.database_url) as keys:
        for key in made[:2]:
            keys.add(key)
        with pytest.raises(UserError, match="no API key yet"):
            guarded(keyless, "0.0.0.0")
        keys.add(made[2])

    assert guarded(keyless, "0.0.0.0").keys_needed


def test_keys_can_be_asked_for_on_loopback(keyless: Settings) -> None:
    """Behind a reverse proxy; then there must be one there, too."""
    asked = keyless.model_copy(update={"keys_needed": True})
    with pytest.raises(UserError, match="no API key yet"):
        guarded(asked, "127.0.0.1")
    with Keys.open(keyless.database_url) as keys:
        keys.add(new_key("CRM", ("score",), NOW)[0])

    assert asked == guarded(asked, "127.0.0.1")


def test_a_host_that_is_none_is_said_in_a_sentence() -> None:
    """Before anything is loaded."""
    with pytest.raises(UserError, match="cannot be found"):
        bind("no.such.host.invalid", 0)


def test_a_taken_port_is_said_in_a_sentence(settings: Settings) -> None:
    """Before anything is loaded."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UserError, match="cannot be used"):
            serve(settings, "127.0.0.1", taken.getsockname()[1], lambda _: None)


def test_without_a_promoted_model_nothing_opens(settings: Settings, tmp_path: Path) -> None:
    """The error says to train one."""
    with pytest.raises(UserError, match="No model is promoted yet"):
        open_live(settings.model_copy(update={"models_dir": tmp_path}))


def test_without_a_history_nothing_opens(settings: Settings, tmp_path: Path) -> None:
    """The error says to import one."""
    with pytest.raises(UserError, match="There is no history") as refused:
        open_live(settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'none.db'}"}))
    assert "leadcast import" in refused.value.hint


def test_a_moment_in_the_past_can_be_served(settings: Settings) -> None:
    """All that is served is as of the moment asked for."""
    live = open_live(settings.model_copy(update={"as_of": datetime(2026, 8, 1, tzinfo=UTC)}))

    assert live.sandbox is not None
    assert datetime(2026, 8, 1, tzinfo=UTC) == live.as_of == live.book.as_of == live.sandbox.as_of


@pytest.mark.slow
def test_the_server_announces_itself_and_ends_when_interrupted(settings: Settings) -> None:
    """It says its address once it answers there, and Ctrl-C ends it with status 0."""
    command = [sys.executable, "-c", SERVE, settings.model_dump_json(), "127.0.0.1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        answer = httpx.get(f"{address}healthz", timeout=20, trust_env=False)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert 200 == answer.status_code
    assert "server" not in answer.headers
    assert (0, "") == (process.returncode, errors)


@pytest.mark.slow
def test_an_impatient_end_is_an_orderly_one(settings: Settings) -> None:
    """Ctrl-C twice ends the server with status 0 as well, and nothing is said."""
    command = [sys.executable, "-c", SERVE, settings.model_dump_json(), "127.0.0.1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        httpx.get(f"{process.stdout.readline().strip()}healthz", timeout=20, trust_env=False)
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert (0, "") == (process.returncode, errors)


@pytest.mark.slow
def test_beyond_loopback_a_key_is_needed_from_everywhere(settings: Settings) -> None:
    """Bound to all addresses, the server asks callers on its own machine as well."""
    key, text = new_key("CRM", ("score",), datetime.now(UTC))
    with Keys.open(settings.database_url) as keys:
        keys.add(key)
    command = [sys.executable, "-c", SERVE, settings.model_dump_json(), "0.0.0.0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip().replace("0.0.0.0", "127.0.0.1")
        sent = ({}, {"authorization": f"Bearer {text}"})
        answers = [httpx.get(f"{address}v1/models", headers=each, timeout=20, trust_env=False) for each in sent]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert [401, 200] == [answer.status_code for answer in answers]
