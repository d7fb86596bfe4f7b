"""The server that `bench/start.py` starts, watched until it is ready, and until everybody is scored anew."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from bench.freshness import BATCH, order
from history.home import Home

ROOT = Path(__file__).resolve().parents[1]
# What the log says at the end of each phase.
PHASES = {
    "the model is loaded": "imports and model",
    "the history is read": "read the store",
    "the streams are made": "events by account",
    "the sandbox is open": "sandbox, beside",
    "everybody is scored": "features and scores",
}
ANEW = "everybody is scored anew"


@dataclass
class Run:
    """What one start came to: seconds from the start of the process, bytes, and milliseconds of requests."""

    accounts: int
    rows: int
    ready: float = 0.0
    cpu_until_ready: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    peak_to_the_end: int = 0
    trends: float = 0.0
    anew: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)
    by_id: list[float] = field(default_factory=list)
    list_first: float = 0.0
    listed: list[float] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Every figure, as JSON-able data."""
        times = {"by_id_p50_ms": np.median(self.by_id), "list_p50_ms": np.median(self.listed)}
        plain = {name: value for name, value in vars(self).items() if name not in ("by_id", "listed")}
        return plain | {name: float(value) for name, value in times.items()}


@contextmanager
def serving(home: Home, run: Run, log: Path) -> Iterator[httpx.Client]:
    """A client of the service in a process of its own, once that is ready; then `run` holds what it needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    how = ["--home", str(home.folder), "--database-url", home.url, "--port", port]
    how += ["--rescore", "1s", "--log", "json", "--log-level", "debug"]
    start = time.time()
    with log.open("wb") as said:
        process = subprocess.Popen([sys.executable, "leadcast.py", "serve", *how], cwd=ROOT, stdout=said, stderr=said)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=600) as client:
            _wait(client, process, log)
            run.ready, run.phases = time.time() - start, phases(log.read_text(encoding="utf-8"), start)
            run.cpu_until_ready = _cpu(process.pid)
            yield client
            run.peak = _peak(process.pid)
            _score_anew(client, run, log, start)
            run.peak_to_the_end = _peak(process.pid)
    finally:
        process.terminate()
        _, _, used = os.wait4(process.pid, 0)
        # Reaped by hand, for what it used.
        process.returncode = 0
    run.cpu = used.ru_utime + used.ru_stime


def _peak(process: int) -> int:
    """The most bytes that were resident. `wait4` would count what this process held when it started the other."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _cpu(process: int) -> float:
    """Seconds of processor time so far."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _wait(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    while True:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        # Whether it runs, without reaping it.
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            raise RuntimeError(f"The server ended: {log.read_text(encoding='utf-8')[-500:]}")
        time.sleep(0.05)


def _score_anew(client: httpx.Client, run: Run, log: Path, start: float) -> None:
    """Wait for the trends, then for everybody to be scored once more because of an event."""
    # Of some nothing was known weeks ago, whenever they are asked for.
    later = not any(each["trend"] for each in client.get("/v1/intent?limit=200").json()["results"])
    run.trends = _scored_anew(log, 1)[-1] - start if later else run.ready
    sent = time.time()
    event = order(f"start-{sent}", client.get("/v1/intent?limit=1").json()["results"][0]["id"])
    client.post("/v1/events", content=json.dumps([event]), headers={"content-type": BATCH}).raise_for_status()
    run.anew = _scored_anew(log, 1 + later)[-1] - sent


def _scored_anew(log: Path, times: int) -> list[float]:
    """When everybody was scored anew, once that was done so many times."""
    while True:
        said = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if ANEW in line]
        if len(said) >= times:
            return [datetime.fromisoformat(each["time"]).timestamp() for each in said]
        time.sleep(0.2)


def phases(log: str, start: float) -> dict[str, float]:
    """Seconds that each phase took, from the server's log and when it was started.

    The sandbox and the scores begin at the same time; each other phase begins where the one before it ended.
    """
    found, begins = {}, start
    for line in filter(lambda line: line.startswith("{"), log.splitlines()):
        said = json.loads(line)
        if (name := PHASES.get(said["message"])) is not None:
            ends = datetime.fromisoformat(said["time"]).timestamp()
            found[name] = ends - begins
            if said["message"] not in ("the sandbox is open", "everybody is scored"):
                begins = ends
    return found
