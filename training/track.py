"""MLflow: every training a run that a person can read, every bundle a version, the champion an alias.

The only module that knows MLflow. Its database is `<runs>/mlflow.db`, its artifacts lie in `<runs>/artifacts`.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.artifact import Bundle, load, save

if TYPE_CHECKING:
    from mlflow import MlflowClient

NAME = "leadcast"
ALIAS = "champion"
BUNDLE = "bundle"


@contextmanager
def _client(runs: Path) -> Iterator["MlflowClient"]:
    """A client of the store in `runs`, with the library's own talk kept from the terminal."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mlflow import MlflowClient

        # Both set up their own logging when they are imported.
        for noisy in ("mlflow", "alembic"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        runs.mkdir(parents=True, exist_ok=True)
        client = MlflowClient(tracking_uri=f"sqlite:///{(runs / 'mlflow.db').resolve()}")
        yield client


def _experiment(client: "MlflowClient", runs: Path) -> str:
    found = client.get_experiment_by_name(NAME)
    if found is not None:
        return str(found.experiment_id)
    return client.create_experiment(NAME, artifact_location=(runs / "artifacts").resolve().as_uri())


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif not isinstance(value, list):
            yield f"{prefix}{key}", value


def log_bundle(runs: Path, bundle: Bundle, work: Path) -> str:
    """Log `bundle` as a run and register it; the new version's number. `work` is an empty folder for its files.

    Numbers of the card become metrics, the rest of it parameters; the bundle's folder is the run's artifact.
    """
    folder = work / BUNDLE
    save(bundle, folder)
    with _client(runs) as client:
        run = client.create_run(_experiment(client, runs), run_name=str(bundle.card["model"]))
        run_id = run.info.run_id
        for name, value in _flat(bundle.card):
            if isinstance(value, int | float) and not isinstance(value, bool):
                client.log_metric(run_id, name, value)
            else:
                client.log_param(run_id, name, str(value)[:500])
        client.log_artifacts(run_id, str(folder), BUNDLE)
        client.set_terminated(run_id)
        if not client.search_registered_models(f"name = '{NAME}'"):
            client.create_registered_model(NAME)
        source = f"{run.info.artifact_uri}/{BUNDLE}"
        return str(client.create_model_version(NAME, source, run_id).version)


def bundle_of(runs: Path, model_version: str) -> Bundle | None:
    """The bundle of a registered version, None if there is no such version."""
    with _client(runs) as client:
        found = [
            each for each in client.search_model_versions(f"name = '{NAME}'") if str(each.version) == model_version
        ]
        if not found:
            return None
        return load(Path(str(found[0].source).removeprefix("file://")))


def versions(runs: Path) -> list[str]:
    """The numbers of all registered versions, oldest first."""
    with _client(runs) as client:
        return sorted((str(each.version) for each in client.search_model_versions(f"name = '{NAME}'")), key=int)


def set_alias(runs: Path, model_version: str) -> None:
    """Let the alias `champion` name this version."""
    with _client(runs) as client:
        client.set_registered_model_alias(NAME, ALIAS, model_version)
