import subprocess
import sys

import pytest

from history.errors import UserError
from models.artifact import save
from training.fit import train
from training.settings import Task
from training.track import ALIAS, NAME, bundle_of, log_bundle, registered, set_alias, tag, versions

READ = """
import mlflow, sys
client = mlflow.MlflowClient("sqlite:///" + sys.argv[1])
version = client.get_model_version_by_alias("leadcast", "champion")
run = client.get_run(version.run_id)
files = [each.path for each in client.list_artifacts(version.run_id, "bundle")]
print(version.version, version.tags["snapshot"], run.data.metrics["forward_metrics.log_loss"] > 0, sorted(files))
"""


@pytest.fixture(scope="module")
def bundle(orders):
    """A bundle trained on a history of orders."""
    return train(orders, Task(), orders.last_recorded, "0123abc")


@pytest.fixture(scope="module")
def runs(bundle, tmp_path_factory):
    """A registry with one version, in a folder whose name needs care, and its champion."""
    folder = tmp_path_factory.mktemp("home") / "mlruns 张三"
    assert "1" == log_bundle(folder, bundle, tmp_path_factory.mktemp("work"))
    set_alias(folder, "1", {"promoted_at": "2025-08-01T00:00:00+00:00"})
    return folder


@pytest.mark.slow
def test_mlflow_itself_finds_the_champion(runs):
    """
    A plain MLflow client reads alias, tags, metrics and files.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, str(runs / "mlflow.db")],
        check=True,
        capture_output=True,
        text=True,
        env={"MLFLOW_DISABLE_TELEMETRY": "true", "PATH": ""},
    )

    assert (
        "1 0123abc True ['bundle/card.json', 'bundle/forward.parquet', 'bundle/intent', 'bundle/reference.json']"
        == done.stdout.strip()
    )


def test_a_version_gives_its_bundle_back(runs, bundle):
    """
    The registered files are the bundle.
    """
    found = bundle_of(runs, "1")

    assert found is not None
    assert bundle.card == found.card


def test_an_unknown_version_is_none(runs):
    """
    A number that was never given has no bundle.
    """
    assert bundle_of(runs, "99") is None
    assert ["1"] == versions(runs)


def test_versions_count_up(runs, bundle, tmp_path):
    """
    Every training is a new version.
    """
    second = log_bundle(runs, bundle, tmp_path)

    assert "2" == second
    assert ["1", "2"] == versions(runs)


def test_a_version_is_listed_with_its_tags_and_figures(runs, bundle):
    """
    Tags are added and replaced by name; figures are those of its run.
    """
    tag(runs, "1", {"gate": "[]"})
    tag(runs, "1", {"gate": "[1]"})
    first = registered(runs)[0]

    assert ("1", "[1]", "0123abc") == (first.version, first.tags["gate"], first.tags["snapshot"])
    assert bundle.card["forward_metrics"]["log_loss"] == pytest.approx(first.numbers["forward_metrics.log_loss"])
    assert bundle.card["trained_until"] == first.texts["trained_until"]


def test_files_that_are_gone_are_named(bundle, tmp_path):
    """
    A version whose files were deleted is refused with what to do.
    """
    version = log_bundle(tmp_path / "runs", bundle, tmp_path / "work")
    for file in sorted((tmp_path / "runs" / "artifacts").rglob("card.json")):
        file.unlink()
    with pytest.raises(UserError, match="holds no model"):
        bundle_of(tmp_path / "runs", version)


@pytest.mark.slow
def test_nothing_is_said_on_the_terminal(bundle, tmp_path):
    """
    Setting up a new registry is silent.
    """
    save(bundle, tmp_path / "bundle")
    code = (
        "import sys; from pathlib import Path; from models.artifact import load; from training.track import log_bundle;"
        "place = Path(sys.argv[1]); print(log_bundle(place / 'runs', load(place / 'bundle'), place / 'work'))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True)

    assert ("1", "") == (done.stdout.strip(), done.stderr.strip())


def test_what_only_reads_makes_no_registry(tmp_path):
    """
    Where nothing was ever trained there are no versions, and no file is left behind.
    """
    runs = tmp_path / "runs"

    assert ([], [], None) == (registered(runs), versions(runs), bundle_of(runs, "1"))
    assert not runs.exists()


def test_a_run_is_one_that_a_person_can_read(runs, bundle):
    """
    It has a name with a day, a description, and the model card and plots beside the bundle.
    """
    # Only now: the registry has told it to report nothing to its makers.
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{runs / 'mlflow.db'}")
    run = client.get_run(client.get_model_version(NAME, "1").run_id)
    files = {each.path for each in client.list_artifacts(run.info.run_id)}

    assert f"{bundle.card['model']} 2025-08-02" == run.info.run_name
    assert bundle.card["selection"]["because"]["zh"] in run.data.tags["mlflow.note.content"]
    assert {"bundle", "model_card.md", "plots"} == files


def test_names_are_those_that_people_are_told():
    """
    The registered model and its alias have the documented names.
    """
    assert ("leadcast", "champion") == (NAME, ALIAS)
