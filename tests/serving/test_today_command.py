"""`leadcast today`."""

import csv
import json
import shutil
from pathlib import Path

import httpx
import pytest

from leadcast import main
from serving.settings import Settings


@pytest.fixture(scope="module")
def at(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that lead to the trained home, with settings of its own."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(settings.models_dir, home / "models")
    stages = json.dumps(settings.business.stages, ensure_ascii=False)
    text = f"[business]\nstages = {stages}\nsimulated = true\n\n[today]\nlimit = 4\n"
    text += "\n[questions.also]\n'华南' = ['South']\n"
    (home / "leadcast.toml").write_text(text, encoding="utf-8")
    return ["--home", str(home), "--database-url", settings.database_url]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["today", *arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_json_is_what_the_api_answers(capsys: pytest.CaptureFixture[str], at: list[str], api: httpx.Client) -> None:
    """With as many accounts as the settings say."""
    status, out, err = run(capsys, "--region", "华东", "--json", *at)

    assert (0, "") == (status, err)
    assert api.get("/v1/today", params={"region": "华东", "limit": 4}).json() == json.loads(out)


def test_people_see_tables(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    """In their language, for a rep by name."""
    top = json.loads(run(capsys, "--json", *at)[1])["top"]
    name = next(each["rep"]["name"] for each in top if each["rep"])

    status, out, _ = run(capsys, "--rep", name, "--lang", "zh", *at)

    assert 0 == status
    assert "晨间清单" in out
    assert name in out


def test_a_region_may_be_called_as_readers_see_it(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    """By its other name, which the table shows."""
    found = json.loads(run(capsys, "--region", "South", "--json", *at)[1])

    assert {"华南"} == {each["region"] for each in found["top"]}
    assert "South" in run(capsys, "--region", "华南", *at)[1]


def test_the_table_goes_into_a_file(capsys: pytest.CaptureFixture[str], at: list[str], tmp_path: Path) -> None:
    """The same as the API's, as of another moment."""
    path = tmp_path / "today.csv"
    status, _, err = run(capsys, "--as-of", "2026-06-01T09:00", "--out", str(path), *at)

    assert (0, True) == (status, "4 rows in" in err)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert 4 == len(list(csv.DictReader(file)))


@pytest.mark.parametrize(
    ("asked", "hint"),
    [(["--rep", "nobody"], "id or name"), (["--region", "火星"], "It knows: "), (["--as-of", "x"], "2026")],
)
def test_what_is_not_known_is_said(
    capsys: pytest.CaptureFixture[str], at: list[str], asked: list[str], hint: str
) -> None:
    """With what to do, and no traceback."""
    status, _, err = run(capsys, *asked, *at)

    assert 1 == status
    assert hint in err
    assert "Traceback" not in err
