"""Servers of `bench/serving.py` as processes: started on one core, waited for, ended with all that they started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from history.errors import UserError

PATIENCE = 180
# Telemetry asks what is not here.
QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "BENTOML_DO_NOT_TRACK": "True", "NO_PROXY": "127.0.0.1"}
# LightGBM's own threads fight for the one core.
ALONE = {"OMP_NUM_THREADS": "1"}
# None takes a name out of what a server is told.
Environment = dict[str, str | None]


def free_ports() -> tuple[int, int, int]:
    """Three ports that nobody has now."""
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        found = []
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
            found.append(int(each.getsockname()[1]))
    return found[0], found[1], found[2]


@contextmanager
def running(commands: Sequence[Sequence[str]], core: int, more: Environment, log: Path) -> Iterator[int]:
    """The process id of the last of these commands, kept on one core; the ones before have ended well.

    Raises:
        UserError: one of those failed.
    """
    first = Path(commands[-1][0]).parent
    path = f"{first}{os.pathsep}{os.environ.get('PATH', '')}"
    told = {name: value for name, value in (os.environ | QUIET | more | {"PATH": path}).items() if value is not None}
    pinned = ["taskset", "-c", str(core)]
    with log.open("w+") as out:
        for command in commands[:-1]:
            done = subprocess.run([*pinned, *command], stdout=out, stderr=out, env=told, check=False, timeout=PATIENCE)
            if done.returncode:
                raise UserError(f"{command[0]} failed: {last_of(log.read_text())}", "")
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
    raise UserError(f"{url} does not answer: {said}. {last_of(log.read_text())}", "")


def last_of(said: str) -> str:
    """The last line of what a program said."""
    lines = said.strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"
