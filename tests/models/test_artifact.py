"""A fitted bundle as one folder."""

import json
from datetime import timedelta

import pytest

from features.build import Rows
from features.spec import Spec
from history.errors import UserError
from models.artifact import Bundle, load, save
from models.calibration import Calibration, Map
from models.intent import Intent
from models.scorers.baselines import Logistic
from models.win import Win


@pytest.fixture
def bundle(table, make_hazard) -> Bundle:
    rows, labels = table
    scorer = Logistic().fit(rows, labels)
    intent = Intent(scorer, Calibration.learned(Map(), scorer.predict(rows), labels), (0.1, 0.2, 0.3))
    win = Win(make_hazard(2, 2, 0.004, -0.5), make_hazard(2, 2, 0.01, 0.0), None)
    spec = Spec(regions=("东部", "north"), industries=("零售", "b"))
    return Bundle(
        Rows("lead", "new", timedelta(hours=6)), timedelta(days=7), spec, intent, win, {"说明": "模拟", "auc": 0.8}
    )


def test_a_bundle_comes_back_as_it_was(bundle, other_table, tmp_path):
    """
    Rows, horizon, spec and card are equal, predictions equal to the last bit.
    """
    save(bundle, tmp_path / "deep" / "model")
    loaded = load(tmp_path / "deep" / "model")

    for part in ("rows", "horizon", "spec", "card"):
        assert getattr(bundle, part) == getattr(loaded, part)
    assert bundle.intent.predict(other_table).low.tolist() == loaded.intent.predict(other_table).low.tolist()
    assert bundle.win.won.draws(5, seed=1).tolist() == loaded.win.won.draws(5, seed=1).tolist()


def test_a_bundle_without_a_win_model_has_none_afterwards(bundle, tmp_path):
    """
    A history without leads has no win part, before and after.
    """
    save(Bundle(**{**bundle.__dict__, "win": None}), tmp_path / "model")

    assert load(tmp_path / "model").win is None


def test_a_bundle_appears_whole_or_not_at_all(bundle, tmp_path):
    """
    A card that cannot be written leaves nothing behind.
    """
    with pytest.raises(TypeError):
        save(Bundle(**{**bundle.__dict__, "card": {"set": {1}}}), tmp_path / "model")

    assert [] == list(tmp_path.iterdir())


def test_a_bundle_never_replaces_another(bundle, tmp_path):
    """
    A folder that is there already is left as it is.
    """
    save(bundle, tmp_path / "model")
    with pytest.raises(OSError, match="not empty"):
        save(Bundle(**{**bundle.__dict__, "card": {"other": 1}}), tmp_path / "model")

    assert bundle.card == load(tmp_path / "model").card
    assert ["model"] == [path.name for path in tmp_path.iterdir()]


def test_a_bundle_is_text(bundle, tmp_path):
    """
    Every file can be read as UTF-8, and the card says in plain words what it is.
    """
    save(bundle, tmp_path / "model")
    files = [path for path in (tmp_path / "model").rglob("*") if path.is_file()]

    assert all(path.read_text(encoding="utf-8") for path in files)
    assert "模拟" in (tmp_path / "model" / "card.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (None, "holds no model"),
        ("no json", "holds no model"),
        ("[]", "another format"),
        ('{"format": 999}', "another format"),
    ],
)
def test_what_is_no_bundle_is_refused(tmp_path, card, said):
    """
    An empty folder, another file or an unknown format is answered with what to do.
    """
    if card is not None:
        (tmp_path / "card.json").write_text(card, encoding="utf-8")
    with pytest.raises(UserError, match=said) as refused:
        load(tmp_path)

    assert "rain" in refused.value.hint


@pytest.mark.parametrize("lost", ["intent/intent.json", "intent/scorer/model.json", "win/hazards.json"])
def test_a_damaged_bundle_is_refused(bundle, tmp_path, lost):
    """
    A file that is missing or cut off is said, not stumbled over.
    """
    save(bundle, tmp_path / "model")
    path = tmp_path / "model" / lost
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(UserError, match="damaged"):
        load(tmp_path / "model")

    path.unlink()
    with pytest.raises(UserError, match="damaged"):
        load(tmp_path / "model")


def test_settings_that_lack_something_are_refused(bundle, tmp_path):
    """
    A card without a spec is damaged as well.
    """
    save(bundle, tmp_path / "model")
    card = tmp_path / "model" / "card.json"
    settings = json.loads(card.read_text(encoding="utf-8"))
    card.write_text(json.dumps({name: value for name, value in settings.items() if name != "spec"}), encoding="utf-8")

    with pytest.raises(UserError, match="spec"):
        load(tmp_path / "model")
