"""`leadcast keys`: make, list, revoke, and what is noted of it."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from history.store.store import Store
from leadcast import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["keys", *map(str, arguments)])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.fixture
def at(tmp_path: Path, store_url: str) -> list[str]:
    """The options that lead to an empty home, on either database."""
    (tmp_path / "home").mkdir()
    return ["--home", str(tmp_path / "home"), "--database-url", store_url]


def test_a_key_is_shown_once(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    """When it is made; the list has all but the secret and its hash."""
    options = ("--name", "CRM", "--scope", "score", "--scope", "ingest", "--expires", "90d", "--rate", "600/minute")
    made = json.loads(run(capsys, "create", *options, "--json", *at)[1])
    listed = run(capsys, "list", "--json", *at)[1]

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", made["created_at"])

    assert made["key"].startswith(f"lc_{made['id']}_")
    assert [{name: value for name, value in made.items() if name != "key"}] == json.loads(listed)
    assert (["score", "ingest"], "600/minute", "active") == (made["scopes"], made["rate"], made["state"])
    created, expires = (datetime.fromisoformat(made[name]) for name in ("created_at", "expires_at"))
    assert timedelta(days=90) == expires - created
    assert made["key"].rpartition("_")[2] not in listed


def test_people_see_the_key_alone_on_standard_output(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    """So that it can be piped; the rest is said beside it."""
    status, out, err = run(capsys, "create", "--name", "CRM", "--scope", "score", *at)

    assert (0, 1) == (status, len(out.split()))
    assert "only this once" in err
    assert "CRM" in run(capsys, "list", *at)[1]


def test_a_key_is_revoked_and_all_is_noted(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    """A second time, or by a wrong id, is an error that says where to look."""
    key_id = json.loads(run(capsys, "create", "--name", "CRM", "--scope", "admin", "--json", *at)[1])["id"]

    assert [0, 1] == [run(capsys, "revoke", key_id, *at)[0] for _ in range(2)]
    assert "keys list" in run(capsys, "revoke", "none", *at)[2]
    assert ["revoked"] == [key["state"] for key in json.loads(run(capsys, "list", "--json", *at)[1])]
    noted = json.loads(run(capsys, "audit", "--since", "1d", "--json", *at)[1])
    assert [("leadcast keys create", key_id), ("leadcast keys revoke", key_id)] == [
        (entry["route"], entry["subject"]) for entry in noted
    ]
    assert [] == json.loads(run(capsys, "audit", "--since", "2200-01-01", "--json", *at)[1])
    assert ["leadcast keys create", "leadcast keys revoke"] == [
        line.split("  ")[3] for line in run(capsys, "audit", *at)[1].splitlines()
    ]


@pytest.mark.parametrize(
    "options",
    [
        ("--name", "CRM"),
        ("--name", "CRM", "--scope", "all"),
        ("--scope", "score"),
        ("--name", " ", "--scope", "score"),
        ("--name", "x" * 101, "--scope", "score"),
        ("--name", "CRM", "--scope", "score", "--expires", "soon"),
        ("--name", "CRM", "--scope", "score", "--expires", "999999999999d"),
        ("--name", "CRM", "--scope", "score", "--rate", "often"),
        ("--name", "CRM", "--scope", "score", "--rate", "0/minute"),
        ("--name", "CRM", "--scope", "score", "--rate", "999999999/minute"),
        ("--name", "CRM", "--scope", "score", "--rate", "5/year"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """The error says what is wrong, and nothing is left behind."""
    status, out, err = run(capsys, "create", *options, "--home", tmp_path)

    assert status in (1, 2)
    assert ("", True) == (out, bool(err))
    assert [] == list(tmp_path.iterdir())


def test_a_key_opens_the_way_beyond_loopback(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without one `serve` says how to make it; with one it goes on, here to miss a model."""
    Store.open(f"sqlite:///{tmp_path / 'leadcast.db'}").close()

    def served() -> str:
        with pytest.raises(SystemExit):
            main(["serve", "--host", "0.0.0.0", "--port", "0", "--home", str(tmp_path)])
        return capsys.readouterr().err.replace("\n", " ")

    assert "leadcast keys create" in served()
    run(capsys, "create", "--name", "CRM", "--scope", "score", "--home", tmp_path)
    assert "No model is promoted yet" in served()


def test_keys_are_listed_whole_on_a_narrow_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """At 80 columns id, rate, state and days can be read; where there are none, it says how to make one."""
    monkeypatch.setenv("COLUMNS", "80")
    at = ("--home", tmp_path)
    Store.open(f"sqlite:///{tmp_path / 'leadcast.db'}").close()
    assert "keys create" in run(capsys, "list", *at)[1]
    run(capsys, "create", "--name", "CRM", "--scope", "score", "--scope", "ingest", "--rate", "600/minute", *at)
    (key,) = json.loads(run(capsys, "list", "--json", *at)[1])

    heads, first, *_ = run(capsys, "list", *at)[1].splitlines()
    assert ["id", "name", "scopes", "rate", "state", "created", "expires", "last", "used"] == heads.split()
    assert [key["id"], "CRM", "score", "600/minute", "active", key["created_at"][:10], "–", "–"] == first.split()


def test_the_first_key_may_come_before_any_import(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It makes the home that it goes into."""
    at = ("--home", tmp_path / "sales")
    made = json.loads(run(capsys, "create", "--name", "CRM", "--scope", "score", "--json", *at)[1])

    assert [made["id"]] == [key["id"] for key in json.loads(run(capsys, "list", "--json", *at)[1])]
