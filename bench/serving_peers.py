"""The servers of `bench/serving.py`: how each is installed, started and asked. All serve the same trees."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from history.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
PATIENCE = 180
# LightGBM's own threads fight for the one core; telemetry asks what is not here.
ALONE = {
    "OMP_NUM_THREADS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "BENTOML_DO_NOT_TRACK": "True",
    "NO_PROXY": "127.0.0.1",
}


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

    `start` may need others to be run first. `environment` is told to all of them.
    """

    name: str
    path: str
    start: Callable[[Path, Place], list[list[str]]]
    asked: Callable[[Sequence[float | None]], Any]
    answered: Callable[[Any], float]
    environment: Callable[[Place], dict[str, str]] = field(default=lambda _place: {})


def _mlflow(programs: Path, place: Place) -> list[list[str]]:
    made, model = str(PEERS / "mlflow_model.py"), str(place.folder / "model")
    serve = ["models", "serve", "-m", model, "--env-manager", "local", "-h", "127.0.0.1", "-p", str(place.port)]
    return [
        [str(programs / "python"), made, str(place.trees), model],
        [str(programs / "mlflow"), *serve, "--workers", "1"],
    ]


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
    "mlflow": Peer(
        "mlflow models serve",
        "/invocations",
        _mlflow,
        lambda row: {"inputs": [list(row)]},
        lambda answer: float(answer["predictions"][0]),
    ),
    "mlserver": Peer("MLServer", "/v2/models/trees/infer", _mlserver, tensor("features"), first_number),
    "bentoml": Peer(
        "BentoML",
        "/predict",
        _bentoml,
        lambda row: {"data": list(row)},
        lambda answer: float(answer[0]),
        lambda place: {"MODEL": str(place.trees)},
    ),
    "litserve": Peer(
        "LitServe", "/predict", _litserve, lambda row: {"data": list(row)}, lambda answer: float(answer["data"][0])
    ),
}


def installed(name: str, envs: Path) -> Path:
    """The folder of a peer's programs, in an environment of its own for just these requirements.

    Raises:
        UserError: it cannot be installed; with what pip said.
    """
    requirements = PEERS / f"{name}.txt"
    place = envs / f"{name}-{hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]}"
    done = place / "installed"
    if not done.exists():
        venv.create(place, clear=True, with_pip=True)
        command = [str(place / "bin" / "pip"), "install", "--quiet", "-r", str(requirements)]
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_800)
        if said.returncode:
            raise UserError(f"{name} cannot be installed: {_last(said.stderr)}", f"Its requirements: {requirements}.")
        done.touch()
    return place / "bin"


def free_ports() -> tuple[int, int, int]:
    """Three ports that nobody has now."""
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        found = []
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
            found.append(int(each.getsockname()[1]))
    return found[0], found[1], found[2]


@contextmanager
def running(commands: Sequence[Sequence[str]], core: int, more: dict[str, str], log: Path) -> Iterator[int]:
    """The process id of the last of these commands, kept on one core; the ones before have ended well.

    Raises:
        UserError: one of those failed.
    """
    first, told = Path(commands[-1][0]).parent, os.environ | ALONE | more
    told["PATH"] = f"{first}{os.pathsep}{os.environ.get('PATH', '')}"
    pinned = ["taskset", "-c", str(core)]
    with log.open("w+") as out:
        for command in commands[:-1]:
            done = subprocess.run([*pinned, *command], stdout=out, stderr=out, env=told, check=False, timeout=PATIENCE)
            if done.returncode:
                raise UserError(f"{command[0]} failed: {_last(log.read_text())}", "")
        process = subprocess.Popen(
            [*pinned, *commands[-1]], stdout=out, stderr=out, env=told, cwd=log.parent, start_new_session=True
        )
        try:
            yield process.pid
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server and all that it started: they are a group of their own."""
    for sent, patience in ((signal.SIGINT, 10), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def awaited(url: str, body: bytes, pid: int, log: Path) -> Any:
    """The first answer that is good.

    Raises:
        UserError: there is none in time, or the server has ended.
    """
    until, said = time.monotonic() + PATIENCE, "no connection"
    headers = {"content-type": "application/json"}
    while time.monotonic() < until and Path(f"/proc/{pid}/exe").exists():
        try:
            answer = httpx.post(url, content=body, headers=headers, trust_env=False, timeout=60)
        except httpx.HTTPError:
            time.sleep(0.2)
            continue
        if answer.status_code == 200:
            return answer.json()
        said = f"{answer.status_code}: {answer.text[:200]}"
        time.sleep(0.5)
    raise UserError(f"{url} does not answer: {said}. {_last(log.read_text())}", "")


def constant(place: Place) -> list[list[str]]:
    """The command of bare Starlette; it answers what is in the file `answer` of its folder."""
    return [[sys.executable, str(PEERS / "constant.py"), str(place.folder / "answer"), str(place.port)]]


def _last(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"
