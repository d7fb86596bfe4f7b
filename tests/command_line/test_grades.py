"""`leadcast grades`: where grades begin, what they held, and how the settings move them."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.simulator import WorldConfig, simulate
from leadcast import main
from models.artifact import Bundle, save
from models.calibration import Calibration, Map
from models.champion import Champion, set_champion
from models.grades import thresholds_from
from models.intent import Intent
from models.remembered import Remembered
from models.scorers.baselines import Logistic
from tests.serving.business import stored

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small simulated history and a logistic model that remembers what it said."""
    folder = tmp_path_factory.mktemp("home")
    history = simulate(WorldConfig(accounts=120, days=200, start=date(2026, 1, 5)), 7).history
    stored(history, f"sqlite:///{folder / 'leadcast.db'}")
    as_of = pd.Timestamp(history.last_recorded)
    spec, rows = learn_spec(history, as_of), Rows("account", "all")
    table = build(history, [as_of - timedelta(days=days) for days in range(14, 150, 7)], rows, spec)
    bought = label(history, table, "account", WEEK)
    scorer = Logistic().fit(table, bought)
    said = scorer.predict(table)
    intent = Intent(scorer, Calibration.learned(Map(), said, bought), thresholds_from(said, bought))
    entity = pd.util.hash_array(table["entity_id"].to_numpy(dtype=object))
    forward = pd.DataFrame({"entity": entity, "cutoff": table["cutoff"], "label": bought, "serves": said})
    card = {"simulated": True, "time_zone": "Asia/Shanghai"}
    save(Bundle(rows, WEEK, spec, intent, None, card, Remembered(forward, {})), folder / "models" / "1")
    set_champion(folder / "models", Champion("1", datetime(2026, 9, 1, tzinfo=UTC)))
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def edited(home: Path, text: str) -> None:
    """Write `[grades]` into the settings of `home`."""
    settings = '[business]\nstages = ["新建", "已联系", "需求确认", "方案报价", "商务谈判"]\n'
    (home / "leadcast.toml").write_text(f"{settings}\n[grades]\n{text}\n", encoding="utf-8")


def test_each_grade_is_shown_with_volume_and_precision(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """In both languages, and that the data are simulated is said."""
    edited(home, "")
    status, out, _ = run(capsys, "grades", "--home", home)
    chinese = run(capsys, "grades", "--home", home, "--lang", "zh")[1]

    assert 0 == status
    assert ("Simulated data" in out, "as training set them" in out) == (True, True)
    assert ("模拟数据" in chinese, "命中率" in chinese) == (True, True)


def test_edited_grades_hold_for_scores_too(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """What the back-test shows of them is of those thresholds, and `score` grades by them at once."""
    edited(home, "A = 0.05\nB = 0.04\nC = 0.03")
    found = json.loads(run(capsys, "grades", "--home", home, "--json")[1])
    scores = json.loads(run(capsys, "score", "--home", home, "--json")[1])

    assert ({"A": 0.05, "B": 0.04, "C": 0.03}, True) == (found["thresholds"], found["edited"])
    assert found["rows"] == sum(each["rows"] for each in found["grades"])
    probability = np.array([each["probability"] for each in scores])
    expected = np.select([probability >= 0.05, probability >= 0.04, probability >= 0.03], ["A", "B", "C"], "D")
    assert expected.tolist() == [each["grade"] for each in scores]
    assert {"A", "D"} <= set(expected)


def test_grades_that_do_not_fall_are_refused(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """With a hint, and not only where they are shown."""
    edited(home, "A = 0.1\nB = 0.2\nC = 0.05")

    for command in ("grades", "score"):
        status, _, err = run(capsys, command, "--home", home)
        assert (1, True, True) == (status, "ever lower from A to C" in err, "leadcast grades" in err)
