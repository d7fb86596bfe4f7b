"""MLflow: every training a run that a person can read, every bundle a version, the champion an alias.

The only module that knows MLflow. Its database is `<runs>/mlflow.db`, its artifacts lie in `<runs>/artifacts`.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse
from urllib.request import url2pathname

from models.artifact import Bundle, load, save
from training.checkout import commit_of
from training.report import run_page
from training.report.card_page import summary

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import RunInfo

NAME = "leadcast"
ALIAS = "champion"
# Else its pages are those for language models, where trainings are hard to find.
KIND = {"mlflow.experimentKind": "custom_model_development"}
BUNDLE = "bundle"


@contextmanager
def _client(runs: Path) -> Iterator["MlflowClient"]:
    """A client of the store in `runs`, with the library's own talk kept from the terminal."""
    # Read when mlflow is imported: without it, every run is reported to its makers.
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mlflow import MlflowClient

        # Both set up their own logging when they are imported.
        for noisy in ("mlflow", "alembic"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        runs.mkdir(parents=True, exist_ok=True)
        yield MlflowClient(tracking_uri=f"sqlite:///{_database(runs).resolve()}")


def _database(runs: Path) -> Path:
    """Where the store is kept. The library makes it in passing: who only reads has to look first."""
    return runs / "mlflow.db"


def _experiment(client: "MlflowClient", runs: Path) -> str:
    found = client.get_experiment_by_name(NAME)
    if found is not None:
        return str(found.experiment_id)
    return str(client.create_experiment(NAME, (runs / "artifacts").resolve().as_uri(), KIND))


def log_bundle(runs: Path, bundle: Bundle, work: Path) -> str:
    """Log `bundle` as a run and register it; the new version's number. `work` is an empty folder for its files.

    The run holds what `run_page` says, and as files the bundle, the model card, plots and the trials of a search.
    """
    save(bundle, work / "files" / BUNDLE)
    run_page.write_files(bundle, work / "files")
    card = bundle.card
    with _client(runs) as client:
        description = {"mlflow.note.content": summary(card), "mlflow.source.name": "leadcast train"}
        named = run_page.tags(card) | description | _commit()
        run = client.create_run(_experiment(client, runs), tags=named, run_name=run_page.run_name(card))
        _log(client, run.info, run_page.numbers(card), run_page.texts(card))
        client.log_artifacts(run.info.run_id, str(work / "files"))
        client.set_terminated(run.info.run_id)
        return _register(client, run.info, card)


def _commit() -> dict[str, str]:
    """The tag that the list of runs shows as the version of the code."""
    commit = commit_of()
    return {"mlflow.source.git.commit": commit} if commit else {}


def _register(client: "MlflowClient", run: "RunInfo", card: dict[str, Any]) -> str:
    if not client.search_registered_models(f"name = '{NAME}'"):
        client.create_registered_model(NAME)
    version = client.create_model_version(
        NAME,
        f"{run.artifact_uri}/{BUNDLE}",
        run.run_id,
        tags={"snapshot": card["snapshot"], "model": card["model"]},
        description=summary(card),
    )
    return str(version.version)


def _log(client: "MlflowClient", run: "RunInfo", numbers: dict[str, float], texts: dict[str, str]) -> None:
    """All at once: one at a time takes a transaction each."""
    from mlflow.entities import Metric, Param

    metrics = [Metric(name, value, timestamp=run.start_time, step=0) for name, value in numbers.items()]
    client.log_batch(run.run_id, metrics=metrics, params=[Param(name, text) for name, text in texts.items()])


def bundle_of(runs: Path, model_version: str) -> Bundle | None:
    """The bundle of a registered version, None if there is no such version.

    Raises:
        UserError: its files are gone.
    """
    if not _database(runs).exists():
        return None
    with _client(runs) as client:
        every = client.search_model_versions(f"name = '{NAME}'")
        found = [str(each.source) for each in every if str(each.version) == model_version]
    return load(Path(url2pathname(urlparse(found[0]).path))) if found else None


@dataclass(frozen=True)
class Registered:
    """A registered version: its number, its tags, and the parameters and metrics of its run."""

    version: str
    tags: dict[str, str]
    texts: dict[str, str]
    numbers: dict[str, float]


def registered(runs: Path) -> list[Registered]:
    """All registered versions, oldest first."""
    if not _database(runs).exists():
        return []
    with _client(runs) as client:
        found = []
        for each in client.search_model_versions(f"name = '{NAME}'"):
            data = client.get_run(str(each.run_id)).data
            found.append(Registered(str(each.version), dict(each.tags), dict(data.params), dict(data.metrics)))
    return sorted(found, key=lambda each: int(each.version))


def versions(runs: Path) -> list[str]:
    """The numbers of all registered versions, oldest first."""
    if not _database(runs).exists():
        return []
    with _client(runs) as client:
        return sorted((str(each.version) for each in client.search_model_versions(f"name = '{NAME}'")), key=int)


def set_alias(runs: Path, model_version: str, tags: dict[str, str]) -> None:
    """Let the alias `champion` name this version, and tag the version."""
    tag(runs, model_version, tags)
    with _client(runs) as client:
        client.set_registered_model_alias(NAME, ALIAS, model_version)


def tag(runs: Path, model_version: str, tags: dict[str, str]) -> None:
    """Keep `tags` with a version; those of the same name are replaced."""
    with _client(runs) as client:
        for name, value in tags.items():
            client.set_model_version_tag(NAME, model_version, name, value)
