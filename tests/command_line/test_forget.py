"""`leadcast forget`, as a user types it."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from history.copies.snapshot import write
from history.home import Home
from history.opening import open_store
from history.simulator import WorldConfig, simulate
from leadcast import main
from tests.serving.business import stored

GONE = "SIM-A000003"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["forget", *map(str, arguments)])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A home with a small simulated history and a snapshot of it."""
    home = Home(tmp_path / "home")
    history = simulate(WorldConfig(accounts=50, days=60, start=date(2026, 1, 5)), 7).history
    stored(history, home.url)
    write(history, home.snapshots)
    return home.folder


def test_it_asks_first(capsys: pytest.CaptureFixture[str], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what would go; an answer of no erases nothing."""
    seen = json.loads(run(capsys, GONE, "--home", place, "--dry-run", "--json")[1])
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))

    status, out, err = run(capsys, GONE, "--home", place)

    assert (1, True) == (status, "Erase this for good?" in err)
    assert "snapshots/" in out
    assert seen == json.loads(run(capsys, GONE, "--home", place, "--dry-run", "--json")[1])
    assert seen["rows"]["accounts"] >= 1
    assert seen["proof"] is None


def test_it_erases_and_proves(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    """What is said to go is gone; the proof can be had again, and found to fail."""
    seen = json.loads(run(capsys, GONE, "--home", place, "--dry-run", "--json")[1])
    status, out, err = run(capsys, GONE, "--home", place, "--yes", "--json")
    done = json.loads(out)

    assert (0, seen["rows"]) == (status, done["rows"]), err
    assert [] == done["proof"]["found"]
    assert [] == list((place / "snapshots").iterdir())
    status, out, _ = run(capsys, "--prove", GONE, "--home", place)
    assert (0, True) == (status, "none found" in out)

    (place / "models").mkdir()
    (place / "models" / "note.txt").write_text(GONE, encoding="utf-8")
    status, out, _ = run(capsys, "--prove", GONE, "--home", place)
    assert (1, True) == (status, "models/note.txt" in out)


def test_mistakes_are_told(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    """An id that nobody has, a program that does not say yes, options that exclude each other."""
    at = ("--home", place)
    assert (1, True) == (lambda said: (said[0], "Nothing is known of A9" in said[2]))(
        run(capsys, GONE, "A9", "--yes", *at)
    )
    assert "--dry-run" in run(capsys, GONE, "--json", *at)[2]
    assert "only one of" in run(capsys, GONE, "--prove", "--allow", *at)[2]
    assert "not forgotten" in run(capsys, GONE, "--prove", *at)[2]


def test_it_may_be_allowed_again(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    """And is unknown until it is imported anew."""
    assert 0 == run(capsys, GONE, "--home", place, "--yes")[0]
    assert "may come in again" in run(capsys, GONE, "--allow", "--home", place)[1]

    assert "Nothing is known" in run(capsys, GONE, "--yes", "--home", place)[2]


def test_a_lead_goes_alone(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    """Named by an option, with the same looks and proofs; nobody named at all is a mistake."""
    assert "Nobody is named" in run(capsys, "--home", place)[2]
    with open_store(Home(place)) as store:
        lead = store.read(Home(place).business)["leads"]["lead_id"].iloc[0]
    status, out, err = run(capsys, "--lead", lead, "--home", place, "--yes", "--json")
    done = json.loads(out)

    assert (0, [], [lead], []) == (status, done["accounts"], done["alone"], done["proof"]["found"]), err
    assert "none found" in run(capsys, "--lead", lead, "--prove", "--home", place)[1]
    assert f"{lead} may come in again" in run(capsys, "--lead", lead, "--allow", "--home", place)[1]
