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

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import RunInfo

NAME = "leadcast"
ALIAS = "champion"
BUNDLE = "bundle"
LONGEST = 500


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
        yield MlflowClient(tracking_uri=f"sqlite:///{(runs / 'mlflow.db').resolve()}")


def _experiment(client: "MlflowClient", runs: Path) -> str:
    found = client.get_experiment_by_name(NAME)
    if found is not None:
        return str(found.experiment_id)
    return str(client.create_experiment(NAME, artifact_location=(runs / "artifacts").resolve().as_uri()))


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif not isinstance(value, list | None):
            yield f"{prefix}{key}", value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(card: dict[str, Any]) -> dict[str, float]:
    """Every number of the card, and the forward metrics of every candidate."""
    named = {name: float(value) for name, value in _flat(card) if _is_number(value)}
    for each in card["selection"]["candidates"]:
        found = _flat(each["metrics"], f"candidates.{each['key']}.")
        named |= {name: float(value) for name, value in found if _is_number(value)}
    return named


def log_bundle(runs: Path, bundle: Bundle, work: Path) -> str:
    """Log `bundle` as a run and register it; the new version's number. `work` is an empty folder for its files.

    Numbers of the card become metrics, the rest of it parameters; the bundle's folder is the run's artifact.
    """
    folder = work / BUNDLE
    save(bundle, folder)
    texts = {name: str(value)[:LONGEST] for name, value in _flat(bundle.card) if not _is_number(value)}
    with _client(runs) as client:
        run = client.create_run(_experiment(client, runs), run_name=str(bundle.card["model"]))
        _log(client, run.info, _numbers(bundle.card), texts)
        client.log_artifacts(run.info.run_id, str(folder), BUNDLE)
        client.set_terminated(run.info.run_id)
        if not client.search_registered_models(f"name = '{NAME}'"):
            client.create_registered_model(NAME)
        because = bundle.card["selection"]["because"]
        version = client.create_model_version(
            NAME,
            f"{run.info.artifact_uri}/{BUNDLE}",
            run.info.run_id,
            tags={"snapshot": bundle.card["snapshot"], "model": bundle.card["model"]},
            description=f"{because['en']}\n\n{because['zh']}",
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
    with _client(runs) as client:
        found = []
        for each in client.search_model_versions(f"name = '{NAME}'"):
            data = client.get_run(str(each.run_id)).data
            found.append(Registered(str(each.version), dict(each.tags), dict(data.params), dict(data.metrics)))
    return sorted(found, key=lambda each: int(each.version))


def versions(runs: Path) -> list[str]:
    """The numbers of all registered versions, oldest first."""
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
