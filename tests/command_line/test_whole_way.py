"""The whole way on a small simulated world: demo, score, sandbox, promote, as a user types it."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from leadcast import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_from_nothing_to_scores_and_a_heatmap(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One command makes a served model; scores, forecast and registry then agree on it."""
    home = tmp_path / "home"
    status, out, err = run(capsys, "demo", "--home", home, "--accounts", "120", "--no-serve")
    assert 0 == status, err
    assert "Version 1" in out

    assert 0 == run(capsys, "score", "--home", home, "--out", tmp_path / "scores.csv")[0]
    status, _, err = run(capsys, "score", "--home", home, "--out", tmp_path / "nowhere" / "scores.csv")
    assert (1, True) == (status, "nowhere" in err)
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert scores["probability"].is_monotonic_decreasing
    assert (scores["low"] <= scores["probability"]).all()
    assert (scores["probability"] <= scores["high"]).all()

    status, out, err = run(
        capsys, "backtest", "--folds", "2", "--no-refit", "--home", home, "--out", tmp_path / "report"
    )
    assert 0 == status, err
    assert "At 2 moments" in out
    assert "Simulated data" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")

    status, out, _ = run(capsys, "sandbox", "下周新增200条线索，会怎样？", "--home", home, "--json")
    forecast = json.loads(out)
    assert 200 == pytest.approx(sum(cell["leads"] for cell in forecast["cells"]))
    assert "华东" in run(capsys, "sandbox", "下周新增200条线索", "--home", home)[1]

    status, _, err = run(capsys, "sandbox", "明天天气怎么样", "--home", home)
    assert (1, True) == (status, "线索" in err)
    status, _, err = run(capsys, "sandbox", "下周火星新增200条线索", "--home", home)
    assert (1, True) == (status, "火星" in err)

    status, _, err = run(capsys, "promote", "9", "--home", home)
    assert (1, True) == (status, "1" in err)
    status, out, err = run(capsys, "promote", "1", "--home", home)
    assert (0, True) == (status, "不含未来信息" in out), err


def told(entry: dict[str, Any]) -> str:
    """A command as the audit has it, with the version that it was about."""
    version = entry["subject"] if "promote" in entry["route"] else None
    return entry["route"].removeprefix("leadcast ") + (f" {version}" if version else "")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_model_is_rebuilt_promoted_watched_and_taken_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A snapshot gives the same files again; a revert leads from the second version to the first."""
    home = tmp_path / "home"
    assert 0 == run(capsys, "demo", "--home", home, "--accounts", "120", "--no-serve")[0]
    (snapshot,) = (home / "snapshots").iterdir()
    assert 0 == run(capsys, "train", "--home", home, "--snapshot", snapshot.name)[0]
    first, second = (files(card.parent) for card in (home / "mlruns").rglob("card.json"))
    assert first == second

    assert 0 == run(capsys, "promote", "2", "--home", home)[0]
    listed = json.loads(run(capsys, "promote", "--home", home, "--json")[1])
    assert [("2", True), ("1", False)] == [(each["version"], each["serves"]) for each in listed]
    assert "passed" in run(capsys, "promote", "--home", home)[1]
    assert 1 == run(capsys, "promote", "1", "--revert", "--home", home)[0]
    assert "Version 1 serves again" in run(capsys, "promote", "--revert", "--home", home)[2]
    status, _, err = run(capsys, "promote", "--revert", "--home", home)
    assert (1, True) == (status, "no earlier champion" in err)
    noted = json.loads(run(capsys, "keys", "audit", "--home", home, "--json")[1])
    assert [("import", 0), ("promote 1", 0), ("promote 2", 0), ("promote --revert 1", 0), ("promote --revert", 1)] == [
        (told(each), each["status"]) for each in noted
    ]

    watched = json.loads(run(capsys, "monitor", "--home", home, "--json")[1])
    assert "keep" == watched["action"]
    assert "建议" in run(capsys, "monitor", "--home", home, "--lang", "zh")[1]


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_model_the_answer_says_how_to_get_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A sandbox on an empty home ends with what to do first, and status 1."""
    status, _, err = run(capsys, "sandbox", "下周新增200条线索", "--home", tmp_path)
    assert 1 == status
    assert "leadcast import" in err


def test_nothing_can_be_judged_on_an_empty_home(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A back-test of an empty history ends with what to do first, and status 1."""
    status, _, err = run(capsys, "backtest", "--home", tmp_path)
    assert 1 == status
    assert "leadcast import" in err
