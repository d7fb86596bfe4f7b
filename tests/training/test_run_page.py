import csv
from xml.etree import ElementTree

import pytest

from models.scorers.boosted import Boosted
from training.checkout import commit_of
from training.report.card_page import card_page, summary
from training.report.run_page import numbers, run_name, tags, texts, write_files
from training.report.run_plots import importances

TRIALS = [
    {"number": 0, "state": "complete", "loss": 0.31, "trees": 200, "settings": {"leaves": 15, "ridge": 10.0}},
    {"number": 1, "state": "pruned", "loss": 0.35, "trees": 110, "settings": {"leaves": 40, "ridge": 0.5}},
]
SEARCH = {
    "study": "7d-0123",
    "rows": 1234,
    "tried": 2,
    "best": {"leaves": 15, "ridge": 10.0},
    "default_loss": 0.31,
    "best_loss": 0.31,
    "gain": {"mean": 0.0, "error": 0.0, "low": 0.0, "high": 0.0},
    "taken": False,
    "because": {"en": "No settings do better.", "zh": "没有更好的参数。"},
    "trials": TRIALS,
}


@pytest.fixture(scope="module")
def card(new):
    """The card of a trained bundle."""
    return new.card


@pytest.fixture(scope="module")
def files(new, tmp_path_factory):
    """The files of a run whose settings were searched."""
    folder = tmp_path_factory.mktemp("run") / "files"
    new.card["search"] = SEARCH
    write_files(new, folder)
    new.card["search"] = None
    return folder


def test_a_run_is_named_by_its_model_and_day(card):
    """
    The day is that of the business, whatever day it is in UTC.
    """
    shifted = card | {"trained_until": "2025-08-01T20:00:00+00:00"}

    assert f"{card['model']} 2025-08-02" == run_name(shifted)


def test_parameters_say_how_it_was_made(card):
    """
    Question, trees, snapshot and libraries are parameters; the moment is found where promotion reads it.
    """
    found = texts(card)

    assert ("7d", "0.03", "new") == (found["task.horizon"], found["boosting.learning_rate"], found["data.snapshot"])
    assert card["trained_until"] == found["trained_until"]
    assert "code.libraries.lightgbm" in found


def test_metrics_are_those_of_all_candidates(card):
    """
    Forward metrics of what serves and of each candidate, and the counts.
    """
    found = numbers(card)

    assert card["forward_metrics"]["log_loss"] == found["forward_metrics.log_loss"]
    assert all(f"candidates.{each['key']}.auc" in found for each in card["selection"]["candidates"])
    assert card["rows"] == found["data.rows"]


def test_tags_tell_real_from_simulated(card):
    """
    A run of a real history is tagged as such, one of a simulated world as simulated.
    """
    assert ("real", "account") == (tags(card)["data"], tags(card)["entity"])
    assert "simulated" == tags(card | {"simulated": True})["data"]


def test_the_description_holds_reason_and_candidates(card):
    """
    The reason in both languages, and a row per candidate.
    """
    said = summary(card)

    assert card["selection"]["because"]["zh"] in said
    assert len(card["selection"]["candidates"]) + 2 == sum(line.startswith("|") for line in said.splitlines())


def test_the_model_card_has_its_sections(card):
    """
    Use, data, quality beside the base rate, calibration, grades, signals and limits are there; no search, no section.
    """
    page = card_page(card)
    heads = [line[3:].split(",")[0] for line in page.splitlines() if line.startswith("## ")]

    assert ["Intended use", "Learned from", "Quality", "Calibration", "Grades", "Public signals", "Limits"] == heads
    assert f"{card['forward_metrics']['base_log_loss']:.4f}" in page


def test_a_card_without_judgement_has_no_quality(card):
    """
    Where nothing could be judged forward in time, the page claims nothing.
    """
    bare = card | {"forward_metrics": {}, "selection": card["selection"] | {"candidates": []}}

    assert "## Quality" not in card_page(bare)
    assert "|" not in summary(bare)


def test_plots_are_pictures_of_their_own(files):
    """
    Every plot is well-formed SVG with its colours inside.
    """
    found = {file.stem: ElementTree.parse(file).getroot() for file in (files / "plots").iterdir()}

    assert {"reliability", "gain", "lift", "over_time", "search"} <= set(found)
    assert all(root.tag.endswith("}svg") and root[0].tag.endswith("style") for root in found.values())


def test_trials_are_a_table(files):
    """
    A row per trial with its settings, for a spreadsheet.
    """
    with (files / "search_trials.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    assert [("0", "complete", "15"), ("1", "pruned", "40")] == [
        (row["number"], row["state"], row["leaves"]) for row in rows
    ]


def test_importance_is_a_share(made):
    """
    The shares of gain add up to one, and the feature that tells comes first.
    """
    data = made()
    shares = importances(Boosted(surroundings=False).fit(data.table, data.labels))

    assert "orders_heat" == shares.index[0]
    assert 1 == pytest.approx(shares.sum())


def test_the_commit_of_a_checkout(tmp_path):
    """
    A branch, a packed branch, a detached head and a worktree all give the commit; a plain folder gives none.
    """
    git = tmp_path / "one" / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (git / "refs" / "heads" / "main").write_text("abc\n", encoding="utf-8")
    (git / "packed-refs").write_text("# pack-refs\ndef refs/heads/old\n", encoding="utf-8")
    side = git / "worktrees" / "two"
    side.mkdir(parents=True)
    (side / "HEAD").write_text("ref: refs/heads/old\n", encoding="utf-8")
    (side / "commondir").write_text("../..\n", encoding="utf-8")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / ".git").write_text(f"gitdir: {side}\n", encoding="utf-8")

    assert ["abc", "def", None] == [commit_of(tmp_path / name) for name in ("one", "two", "three")]
