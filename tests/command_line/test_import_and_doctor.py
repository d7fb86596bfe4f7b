"""What a user of the command line sees when an export goes in, well or badly."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from leadcast import main

LEADS_SQL = "SELECT id AS lead_id, CAST(created AS TIMESTAMP) AS created_at, region FROM 'leads.csv'\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.fixture
def sql(tmp_path: Path) -> Path:
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "leads.sql").write_text(LEADS_SQL, encoding="utf-8")
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    rows = "id,created,region\n1,2026-01-05 10:00,华东\n2,2026-01-06 09:30,华南\n"
    (folder / "leads.csv").write_bytes(rows.encode("gbk"))
    return folder


def test_an_export_goes_in_and_again_changes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, export: Path, sql: Path
) -> None:
    """A GBK file is read as it is; importing it twice finds the second time nothing new."""
    home = tmp_path / "home"
    first = run(capsys, "import", export, "--sql", sql, "--home", home, "--json")
    second = run(capsys, "import", export, "--sql", sql, "--home", home, "--json")
    assert 0 == first[0] == second[0]
    assert {"read": 2, "new": 2, "unchanged": 0, "rejected": 0} == json.loads(first[1])["tables"]["leads"]
    assert {"read": 2, "new": 0, "unchanged": 2, "rejected": 0} == json.loads(second[1])["tables"]["leads"]


def test_bad_rows_are_kept_with_their_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, export: Path, sql: Path
) -> None:
    """A row from the far future is refused, kept in the rejects file, and does not stop the others."""
    (export / "leads.csv").write_text("id,created,region\n1,2026-01-05,华东\n2,2999-01-01,华南\n", encoding="utf-8")
    status, out, _ = run(capsys, "import", export, "--sql", sql, "--home", tmp_path / "home", "--json")
    report = json.loads(out)
    assert 0 == status
    assert (1, 1) == (report["tables"]["leads"]["new"], report["tables"]["leads"]["rejected"])
    assert "future" in Path(report["rejects"]).read_text(encoding="utf-8-sig")


def test_an_import_of_bad_rows_alone_did_not_do_its_work(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, export: Path, sql: Path
) -> None:
    """The report and the rejects file are there, and the exit status is 1: nothing went in."""
    (export / "leads.csv").write_text("id,created,region\n1,2999-01-01,华东\n", encoding="utf-8")
    status, out, err = run(capsys, "import", export, "--sql", sql, "--home", tmp_path / "home", "--json")
    report = json.loads(out)
    assert (1, 1) == (status, report["tables"]["leads"]["rejected"])
    assert "all were rejected" in err
    assert "future" in Path(report["rejects"]).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda at: (at / "export/leads.csv").rename(at / "export/other.csv"), "leads.csv"),
        (lambda at: (at / "sql/leads.sql").write_text("SELECT id FROM 'leads.csv'"), "lead_id"),
        (lambda at: (at / "sql/leads.sql").rename(at / "sql/leadz.sql"), "leadz"),
        (lambda at: (at / "sql/leads.sql").unlink(), "leads.sql"),
        (lambda at: (at / "export/leads.csv").write_text("id,created,region\n"), "row"),
        (lambda at: (at / "export/leads.csv").write_bytes(b"\x00\xff" * 500), "leads"),
    ],
    ids=["no file", "missing columns", "unknown table", "no SQL", "empty export", "unreadable file"],
)
@pytest.mark.usefixtures("export", "sql")
def test_a_hopeless_import_says_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, damage: Callable[[Path], object], named: str
) -> None:
    """Exit status 1, one sentence that names the culprit, and no traceback."""
    damage(tmp_path)
    status, _, err = run(capsys, "import", tmp_path / "export", "--sql", tmp_path / "sql", "--home", tmp_path / "home")
    assert 1 == status
    assert named in err
    assert "Traceback" not in err


def test_settings_of_the_mapping_become_the_homes_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, export: Path, sql: Path
) -> None:
    """A new home takes the leadcast.toml that lies beside the SQL."""
    (sql / "leadcast.toml").write_text('[business]\ntime_zone = "Asia/Tokyo"\n', encoding="utf-8")
    run(capsys, "import", export, "--sql", sql, "--home", tmp_path / "home")
    assert "Asia/Tokyo" in (tmp_path / "home" / "leadcast.toml").read_text(encoding="utf-8")


def test_wrong_settings_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, export: Path, sql: Path) -> None:
    """A time zone that does not exist is said to be wrong before anything is imported."""
    (sql / "leadcast.toml").write_text('[business]\ntime_zone = "Asia/Peking"\n', encoding="utf-8")
    status, _, err = run(capsys, "import", export, "--sql", sql, "--home", tmp_path / "home")
    assert 1 == status
    assert "Asia/Peking" in err


def test_doctor_reports_findings(capsys: pytest.CaptureFixture[str], tmp_path: Path, export: Path, sql: Path) -> None:
    """What is doubtful comes with a rule and a sentence, in the language asked for."""
    run(capsys, "import", export, "--sql", sql, "--home", tmp_path / "home")
    status, out, _ = run(capsys, "doctor", "--home", tmp_path / "home", "--json")
    assert 0 == status
    assert "no_wins" in {finding["rule"] for finding in json.loads(out)}


def test_an_empty_history_is_said_to_be_empty(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nothing was imported: the answer says how to."""
    status, _, err = run(capsys, "doctor", "--home", tmp_path / "home")
    assert 1 == status
    assert "leadcast import" in err


def test_init_writes_commented_settings_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The settings appear with comments, and a second `init` leaves what was edited alone."""
    run(capsys, "init", "--home", tmp_path)
    settings = tmp_path / "leadcast.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert 0 == run(capsys, "init", "--home", tmp_path)[0]
    assert settings.read_text(encoding="utf-8").endswith("# mine\n")
