"""The servers of `bench/serving.py`: how each is installed, started and asked. All serve the same trees."""

import hashlib
import json
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.serving_processes import ALONE, Environment, last_of
from history.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"


@dataclass(frozen=True)
class Place:
    """Where a server finds what it serves, and may write: the trees' text, a folder of its own, free ports."""

    trees: Path
    folder: Path
    ports: tuple[int, int, int]

    @property
    def port(self) -> int:
        """The port that it is asked at."""
        return self.ports[0]


@dataclass(frozen=True)
class Peer:
    """A server: `start` gives its command by the folder of its programs, `asked` a row's body, `answered` its number.

    `start` may need others to be run first. `environment` is told to all of them. `requirements` is a file beside them.
    """

    name: str
    requirements: str
    path: str
    start: Callable[[Path, Place], list[list[str]]]
    asked: Callable[[Sequence[float | None]], Any]
    answered: Callable[[Any], float]
    environment: Callable[[Place], Environment] = field(default=lambda _place: dict(ALONE))


def _mlflow(*signature: str) -> Callable[[Path, Place], list[list[str]]]:
    def start(programs: Path, place: Place) -> list[list[str]]:
        made, model = str(PEERS / "mlflow_model.py"), str(place.folder / "model")
        serve = ["models", "serve", "-m", model, "--env-manager", "local", "-h", "127.0.0.1", "-p", str(place.port)]
        return [
            [str(programs / "python"), made, str(place.trees), model, *signature],
            [str(programs / "mlflow"), *serve],
        ]

    return start


def _frame(row: Sequence[float | None]) -> Any:
    """A row as a data frame whose columns have the names that LightGBM gave them."""
    return {"dataframe_split": {"columns": [f"Column_{at}" for at in range(len(row))], "data": [list(row)]}}


def _first_prediction(answer: Any) -> float:
    return float(answer["predictions"][0])


def _mlserver(programs: Path, place: Place) -> list[list[str]]:
    http, grpc, metrics = place.ports
    settings = {"host": "127.0.0.1", "http_port": http, "grpc_port": grpc, "metrics_port": metrics}
    # In its own process, without a pool of others to send every request to.
    alone = {"parallel_workers": 0, "debug": False}
    trees = {"implementation": "mlserver_lightgbm.LightGBMModel", "parameters": {"uri": str(place.trees)}}
    place.folder.mkdir(exist_ok=True)
    (place.folder / "settings.json").write_text(json.dumps(settings | alone))
    (place.folder / "model-settings.json").write_text(json.dumps({"name": "trees"} | trees))
    return [[str(programs / "mlserver"), "start", str(place.folder)]]


def _bentoml(programs: Path, place: Place) -> list[list[str]]:
    serve = ["serve", "bento_service:Trees", "--working-dir", str(PEERS), "--host", "127.0.0.1"]
    return [[str(programs / "bentoml"), *serve, "--port", str(place.port)]]


def _litserve(programs: Path, place: Place) -> list[list[str]]:
    return [[str(programs / "python"), str(PEERS / "lit_server.py"), str(place.trees), str(place.port)]]


def tensor(name: str) -> Callable[[Sequence[float | None]], Any]:
    """A row as a request of the Open Inference Protocol."""

    def asked(row: Sequence[float | None]) -> Any:
        return {"inputs": [{"name": name, "datatype": "FP64", "shape": [1, len(row)], "data": list(row)}]}

    return asked


def first_number(answer: Any) -> float:
    """The first number of the first tensor."""
    return float(answer["outputs"][0]["data"][0])


PEERS_BY_NAME = {
    # What serves it best: a tensor, and LightGBM kept to one thread.
    "mlflow": Peer(
        "mlflow models serve, tensor",
        "mlflow.txt",
        "/invocations",
        _mlflow(),
        lambda row: {"inputs": [list(row)]},
        _first_prediction,
    ),
    # What its documentation shows for columns that have names, its model with a signature and nothing set for it.
    "mlflow-frame": Peer(
        "mlflow models serve, data frame",
        "mlflow.txt",
        "/invocations",
        _mlflow("with-signature"),
        _frame,
        _first_prediction,
        lambda _place: dict.fromkeys(ALONE),
    ),
    "mlserver": Peer("MLServer", "mlserver.txt", "/v2/models/trees/infer", _mlserver, tensor("features"), first_number),
    "bentoml": Peer(
        "BentoML",
        "bentoml.txt",
        "/predict",
        _bentoml,
        lambda row: {"data": list(row)},
        lambda answer: float(answer[0]),
        lambda place: {**ALONE, "MODEL": str(place.trees)},
    ),
    "litserve": Peer(
        "LitServe",
        "litserve.txt",
        "/predict",
        _litserve,
        lambda row: {"data": list(row)},
        lambda answer: float(answer["data"][0]),
    ),
}


def installed(requirements: Path, envs: Path) -> Path:
    """The folder of the programs in an environment that has just these requirements, one of its own for each file.

    Raises:
        UserError: it cannot be installed; with what pip said.
    """
    name = requirements.stem
    place = envs / f"{name}-{hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]}"
    done = place / "installed"
    if not done.exists():
        venv.create(place, clear=True, with_pip=True)
        command = [str(place / "bin" / "pip"), "install", "--quiet", "-r", str(requirements)]
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_800)
        if said.returncode:
            raise UserError(f"{name} cannot be installed: {last_of(said.stderr)}", f"Its requirements: {requirements}.")
        done.touch()
    return place / "bin"


def constant(place: Place) -> list[list[str]]:
    """The command of bare Starlette; it answers what is in the file `answer` of its folder."""
    return [[sys.executable, str(PEERS / "constant.py"), str(place.folder / "answer"), str(place.port)]]
