"""What commands leave in the audit, as `leadcast keys audit` shows it."""

import json
import platform
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from history.home import Home
from history.simulator import WorldConfig, simulate
from history.store import database
from history.store.tombstones import FORGOTTEN, digest_of
from leadcast import main
from tests.serving.business import stored

GONE, OTHER = "SIM-A000003", "SIM-A000004"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, bare_url: str, put: Any) -> Home:
    """A home with a small simulated history, on either database."""
    home = Home(tmp_path / "home", bare_url)
    home.folder.mkdir()
    put(bare_url, "small_world", lambda url: stored(_world().history, url))
    return home


def _world() -> Any:
    return simulate(WorldConfig(accounts=50, days=60, start=date(2026, 1, 5)), 7)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Home) -> Run:
    """Exit status, standard output and standard error of a command about that home."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--home", str(home.folder), "--database-url", home.database_url])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


def noted(run: Run) -> list[tuple[str, str | None, int]]:
    """Command, subject and exit status of all that is in the audit."""
    found = json.loads(run("keys", "audit", "--json")[1])
    where = f"command line, {platform.node()}"
    assert all(("RUN", where) == (each["method"], each["client"]) for each in found)
    return [(each["route"], each["subject"], each["status"]) for each in found]


def test_an_import_is_noted_by_how_much_came_in(run: Run, tmp_path: Path) -> None:
    """Once that fails too, without a word of what stood in the files, or of what they are called."""
    (tmp_path / "leads.sql").write_text("SELECT id AS lead_id, created AS created_at FROM 'leads.csv'", "utf-8")
    (tmp_path / "leads.csv").write_text("id,created\n1,2026-01-05\n2,2999-01-01\n3,2026-01-06\n", "utf-8")
    assert 0 == run("import", tmp_path, "--sql", tmp_path)[0]
    (tmp_path / "leads.csv").unlink()
    assert 1 == run("import", tmp_path, "--sql", tmp_path)[0]

    assert [("leadcast import", "2 rows new, 1 rejected", 0), ("leadcast import", None, 1)] == noted(run)


def test_who_was_forgotten_is_noted_as_the_tombstone_has_it(run: Run, home: Home) -> None:
    """By a hash, at the same moment: whoever knows the id finds when and by whom, and the proof finds no trace."""
    assert 0 == run("forget", GONE, OTHER, "--yes")[0]

    hashes = [digest_of("account_id", each) for each in (GONE, OTHER)]
    assert [("leadcast forget", ",".join(hashes), 0)] == noted(run)
    assert "none found" in run("forget", GONE, OTHER, "--prove")[1]
    (entry,) = json.loads(run("keys", "audit", "--json")[1])
    engine = database.engine(home.url)
    with database.reading(engine) as connection:
        stones = connection.execute(sa.select(FORGOTTEN.c.forgotten_at).where(FORGOTTEN.c.digest.in_(hashes)))
        assert {datetime.fromisoformat(entry["at"])} == {at.astimezone(UTC) for at in stones.scalars()}
    engine.dispose()


def test_a_name_that_nobody_has_is_not_written_down(run: Run) -> None:
    """It may be what a company is called; that it was tried is noted."""
    assert 1 == run("forget", "Acme Holdings Ltd.", "--yes")[0]

    assert [("leadcast forget", digest_of("account_id", "Acme Holdings Ltd."), 1)] == noted(run)


def test_letting_in_again_is_noted_and_looking_is_not(run: Run) -> None:
    """A lead by its own hash."""
    lead = str(_world().history["leads"]["lead_id"].iloc[0])
    run("forget", "--lead", lead, "--dry-run")
    run("forget", "--lead", lead, "--yes")
    run("forget", "--lead", lead, "--prove")
    run("forget", "--lead", lead, "--allow")

    expected = [(f"leadcast forget{option}", digest_of("lead_id", lead), 0) for option in ("", " --allow")]
    assert expected == noted(run)


def test_the_watch_list_is_noted_by_how_much_changed(run: Run, tmp_path: Path) -> None:
    """Not by the addresses, which name companies."""
    (tmp_path / "sites.csv").write_text(f"account_id,website\n{GONE},http://a.test\n{OTHER},http://b.test\n", "utf-8")
    run("watch", "import", tmp_path / "sites.csv")
    run("watch", "remove", "--account", GONE)
    run("watch", "remove", "--account", GONE)

    assert [
        ("leadcast watch import", "2 websites", 0),
        ("leadcast watch remove", "1 addresses", 0),
        ("leadcast watch remove", None, 1),
    ] == noted(run)


def test_a_promotion_that_fails_is_noted(run: Run) -> None:
    """Without what was typed, which may be anything."""
    assert 1 == run("promote", "lc_secret", "--force")[0]
    assert 1 == run("promote", "--revert")[0]

    assert [("leadcast promote --force", None, 1), ("leadcast promote --revert", None, 1)] == noted(run)


def test_a_key_that_is_no_id_is_not_written_down(run: Run) -> None:
    """Who pastes a whole key to revoke it is told so, and the key stands nowhere."""
    assert 1 == run("keys", "revoke", "lc_" + "0" * 12 + "_" + "1" * 64)[0]

    assert [] == noted(run)


def test_what_only_reads_is_not_noted(run: Run) -> None:
    """Nor is a look for what is due that brings nothing."""
    for command in (["doctor"], ["signals", "--account", GONE], ["watch", "list"], ["collect"], ["promote"]):
        assert 0 == run(*command)[0]

    assert [] == noted(run)


def test_signals_that_are_made_again_are_noted(run: Run, tmp_path: Path) -> None:
    """By how many are new."""
    (tmp_path / "empty.xml").write_text("<us-patents></us-patents>", "utf-8")
    run("reread")
    run("patents", tmp_path / "empty.xml")

    assert [("leadcast reread", "0 signals new", 0), ("leadcast patents", "0 signals new", 0)] == noted(run)
