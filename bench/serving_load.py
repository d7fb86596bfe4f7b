"""Load by wrk: what it asks, what it measured, and what that means beside another server."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

# It asks each body in its turn, and tells at the end what wrk counted, as one line of JSON behind this mark.
MARK = "measured "
CONNECTIONS = (1, 32)
SCRIPT = """
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    if args[2] then wrk.headers["x-request-id"] = "bench-" .. #requests end
    requests[#requests + 1] = wrk.format(nil, nil, nil, line)
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'measured {"requests": %d, "us": %d, "p50": %f, "p99": %f, "errors": %d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Side:
    """What is measured: a server by its process, what it is asked, and over how many connections; `named`: each request
    with an id of its own, as gateways give it."""

    url: str
    bodies: list[bytes]
    pid: int
    connections: tuple[int, ...] = CONNECTIONS
    named: bool = False


@dataclass(frozen=True)
class Load:
    """One measured stretch: requests a second, latency in milliseconds, failed requests, and the server's work.

    `cpu_us` are the microseconds of processor time that the server took for a request, in all of its processes.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    errors: int
    cpu_us: float

    @classmethod
    def read(cls, said: str, cpu_seconds: float) -> "Load":
        """From what wrk printed.

        Raises:
            ValueError: it printed no figures.
        """
        line = next((each for each in said.splitlines() if each.startswith(MARK)), None)
        if line is None:
            raise ValueError(f"wrk measured nothing: {said.strip()[-300:]}")
        found = json.loads(line.removeprefix(MARK))
        requests = max(found["requests"], 1)
        return cls(
            rate=found["requests"] / (found["us"] / 1e6),
            p50_ms=found["p50"] / 1e3,
            p99_ms=found["p99"] / 1e3,
            errors=found["errors"],
            cpu_us=1e6 * cpu_seconds / requests,
        )


def summed_up(loads: Sequence[Load]) -> dict[str, float]:
    """The median of each figure over the rounds; errors added up."""
    told = [asdict(load) for load in loads]
    found: dict[str, float] = {name: median(each[name] for each in told) for name in told[0]}
    return found | {"errors": sum(load.errors for load in loads), "rounds": len(loads)}


def ratio(loads: Sequence[Load], others: Sequence[Load]) -> float:
    """The median over the rounds of one server's rate to another's in the same round; NaN where that answered none."""
    pairs = zip(loads, others, strict=True)
    return float(median(mine.rate / its.rate if its.rate else float("nan") for mine, its in pairs))


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _text(task).split():
            found += family(int(child))
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time of these processes up to now, in user and system mode."""
    ticks = 0
    for pid in pids:
        # The name of the process, in brackets, may hold spaces.
        fields = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12]) if fields else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has just ended
        return ""


class Wrk:
    """wrk with one thread on one core, asking for so many seconds at a time."""

    def __init__(self, core: int, seconds: int) -> None:
        self._core, self._seconds = core, seconds

    def load(self, side: Side, connections: int) -> Load:
        """Ask each of the bodies in turn, each a line, over so many connections.

        Raises:
            ValueError: wrk measured nothing.
        """
        with tempfile.TemporaryDirectory(prefix="leadcast-wrk-") as folder:
            script, lines = Path(folder) / "ask.lua", Path(folder) / "bodies"
            script.write_text(SCRIPT)
            lines.write_bytes(b"".join(body + b"\n" for body in side.bodies))
            command = ["taskset", "-c", str(self._core), "wrk", "-t1", f"-c{connections}", f"-d{self._seconds}s"]
            command += ["--timeout", "10s", "-s", str(script), side.url, "--", str(lines), *["named"] * side.named]
            pids = family(side.pid)
            before = cpu_seconds(pids)
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=self._seconds + 60)
            return Load.read(done.stdout + done.stderr, cpu_seconds(pids) - before)


def told(figures: dict[str, Any]) -> str:
    """One side's figures as a line."""
    return (
        f"{figures['rate']:10,.0f}/s  p50 {figures['p50_ms']:8.2f} ms  p99 {figures['p99_ms']:8.2f} ms  "
        f"{figures['cpu_us']:8.0f} µs of the server  {figures['errors']:,.0f} errors"
    )
