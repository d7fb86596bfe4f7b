"""How fast the service answers beside other servers of the same model: LightGBM, 300 trees, 63 leaves, 80 features.

    python bench/serving.py                       all is made for it; the others' environments are kept
    python bench/serving.py --home ~/bench-home   the home kept as well
    python bench/serving.py --peers mlserver      only some of the others; `--peers none` for none of them
    python bench/serving.py --json > serving.json

Needs wrk (Debian: wrk) and two processor cores: every server is on the first, wrk on the second, all on loopback.
Leadcast is what `leadcast serve` starts, with its log, audit, metrics, headers and checks. By id it is asked for one of
500 accounts in turn; inline it is sent rows of features by the Open Inference Protocol, as MLServer is, and the others
get the same rows in the form that is theirs. `mlflow models serve` is asked in two forms of its documentation: a
tensor, with LightGBM kept to one thread, which serves it best; and a data frame with named columns, of a model with a
signature, with nothing set for it. Features that are unknown are sent as 0, since not all take null. Bare Starlette
answers every request with the bytes of one of Leadcast's answers. All have uvloop and httptools. In each round every
side is measured once at each number of connections, and sides are compared within a round; what is told are medians.
Exit status 1 where Leadcast serves another number than LightGBM's own, in any bit.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.serving_home import Trees, opened
from bench.serving_load import CONNECTIONS, Load, Side, Wrk, ratio, summed_up, told
from bench.serving_peers import PEERS, PEERS_BY_NAME, Peer, Place, constant, installed, tensor
from bench.serving_processes import ALONE, Environment, awaited, free_ports, running
from history.console import err
from history.errors import UserError
from history.home import Home

BARE, BY_ID, INLINE = "bare Starlette", "Leadcast, by id", "Leadcast, inline"
NAMED = "Leadcast, by id, each request with an id of its own"
WHY, MANY, MANY_WHY = "Leadcast, by id, with reasons", "Leadcast, 1,000 ids", "Leadcast, 1,000 ids, with reasons"
BARE_MANY, BARE_MANY_WHY = f"{BARE}, bytes of 1,000 ids", f"{BARE}, bytes of these with reasons"
# Starlette alone sends the bytes that Leadcast answers: nothing that makes them can be faster.
BARE_OF = {BARE: BY_ID, BARE_MANY: MANY, BARE_MANY_WHY: MANY_WHY}
FEATURES_PATH = "/v2/models/intent-features/infer"
MANY_IDS, ASKED = 1_000, 500
ENVS = Path.home() / ".cache" / "leadcast-bench"


class Stand:
    """All servers, started one after the other on one core, and ended together."""

    def __init__(self, trees: Trees, folder: Path, core: int, stack: ExitStack) -> None:
        self.trees, self.sides, self.left_out = trees, dict[str, Side](), dict[str, str]()
        self._folder, self._core, self._stack = folder, core, stack
        self._rows = np.nan_to_num(trees.rows[:ASKED])

    def lead(self, home: Home) -> str:
        """Start Leadcast and bare Starlette; the address of Leadcast."""
        port = free_ports()[0]
        serve = ["serve", "--home", str(home.folder.resolve()), "--port", str(port)]
        address, log = f"http://127.0.0.1:{port}", self._folder / "leadcast.log"
        pid = self._started([[sys.executable, str(ROOT / "leadcast.py"), *serve]], dict(ALONE), log)
        ids = [_body({"account_ids": [name], "reasons": False}) for name in self.trees.ids[:ASKED]]
        awaited(f"{address}/v1/intent", ids[0], pid, log)
        many = [self.trees.ids[place % len(self.trees.ids)] for place in range(MANY_IDS)]
        rows = [_body(_wanting(tensor("features")(row))) for row in self._rows.tolist()]
        self.sides[BY_ID] = Side(f"{address}/v1/intent", ids, pid)
        self.sides[NAMED] = Side(f"{address}/v1/intent", ids, pid, named=True)
        self.sides[INLINE] = Side(f"{address}{FEATURES_PATH}", rows, pid)
        why = [_body({"account_ids": [name], "reasons": True}) for name in many[:ASKED]]
        for side, bodies in (
            (WHY, why),
            (MANY, [_body({"account_ids": many, "reasons": False})]),
            (MANY_WHY, [_body({"account_ids": many, "reasons": True})]),
        ):
            self.sides[side] = Side(f"{address}/v1/intent", bodies, pid, (1,))
        for name, side in BARE_OF.items():
            self._bare(name, self.sides[side])
        return address

    def peer(self, name: str, envs: Path) -> None:
        """Install and start another server; where that cannot be, it is left out, with the reason."""
        peer = PEERS_BY_NAME[name]
        place = Place(self.trees.file.resolve(), self._folder / name, free_ports())
        log = self._folder / f"{name}.log"
        try:
            with err.status(f"Installing {peer.name}"):
                programs = installed(PEERS / peer.requirements, envs)
            with err.status(f"Starting {peer.name}"):
                pid = self._started(peer.start(programs, place), peer.environment(place), log)
                self._check(peer, f"http://127.0.0.1:{place.port}{peer.path}", pid, log)
        except (UserError, OSError) as error:
            self.left_out[peer.name] = error.message if isinstance(error, UserError) else str(error)

    def _check(self, peer: Peer, url: str, pid: int, log: Path) -> None:
        bodies = [_body(peer.asked(row)) for row in self._rows.tolist()]
        said = peer.answered(awaited(url, bodies[0], pid, log))
        wanted = float(self.trees.predicted(self._rows[:1])[0])
        if not np.isclose(said, wanted, rtol=1e-9):
            raise UserError(f"{peer.name} says {said} where LightGBM says {wanted}.", "")
        self.sides[peer.name] = Side(url, bodies, pid)

    def _bare(self, name: str, side: Side) -> None:
        """Starlette alone, that answers the bytes of a side."""
        asked = {"content": side.bodies[0], "headers": _JSON, "trust_env": False, "timeout": 600}
        place = Place(self.trees.file, self._folder / name, free_ports())
        place.folder.mkdir()
        (place.folder / "answer").write_bytes(httpx.post(side.url, **asked).raise_for_status().content)
        url, log = f"http://127.0.0.1:{place.port}/v1/intent", place.folder / "log"
        pid = self._started(constant(place), dict(ALONE), log)
        awaited(url, side.bodies[0], pid, log)
        self.sides[name] = Side(url, side.bodies, pid, side.connections)

    def _started(self, commands: list[list[str]], more: Environment, log: Path) -> int:
        return self._stack.enter_context(running(commands, self._core, more, log))


_JSON = {"content-type": "application/json"}


def _body(asked: Any) -> bytes:
    return json.dumps(asked, separators=(",", ":")).encode()


def _wanting(asked: dict[str, Any]) -> dict[str, Any]:
    """The probability alone, which is all that the others give."""
    return asked | {"outputs": [{"name": "probability"}]}


def differing(address: str, trees: Trees) -> int:
    """How many served numbers are not LightGBM's own, by id and by features, in any bit."""
    found, said = 0, trees.predicted(trees.rows)
    with httpx.Client(base_url=address, trust_env=False, timeout=300) as client:
        for first in range(0, len(trees.ids), MANY_IDS):
            part = slice(first, first + MANY_IDS)
            by_id = (
                client.post("/v1/intent", json={"account_ids": trees.ids[part], "reasons": False})
                .raise_for_status()
                .json()
            )
            rows = trees.rows[part]
            values = [None if np.isnan(value) else value for value in rows.ravel().tolist()]
            inputs = [{"name": "features", "datatype": "FP64", "shape": list(rows.shape), "data": values}]
            inline = client.post(FEATURES_PATH, json=_wanting({"inputs": inputs})).raise_for_status().json()
            for served in ([each["probability"] for each in by_id["results"]], inline["outputs"][0]["data"]):
                found += int(np.sum(np.array(served) != said[part]))
    return found


def measured(sides: dict[str, Side], wrk: Wrk, rounds: int) -> dict[tuple[str, int], list[Load]]:
    """The loads of each side and number of connections, one a round, the order turned from round to round."""
    every = [(name, connections) for name, side in sides.items() for connections in side.connections]
    found: dict[tuple[str, int], list[Load]] = {each: [] for each in every}
    for number in range(rounds):
        for name, connections in _turned(every, number):
            side = sides[name]
            found[name, connections].append(wrk.load(side, connections))
    return found


def _turned(every: Sequence[tuple[str, int]], number: int) -> Iterator[tuple[str, int]]:
    start = number * len(every) // 3 % len(every)
    yield from (*every[start:], *every[:start])


def figures(loads: dict[tuple[str, int], list[Load]]) -> dict[str, Any]:
    """Every figure by side and connections, with its rate as a share of bare Starlette's, and what the goals ask."""
    sides = {
        f"{name} @ {connections}": summed_up(each) | {"to_bare": ratio(each, loads[BARE, connections])}
        for (name, connections), each in loads.items()
    }
    goals: dict[str, float] = {}
    for connections in CONNECTIONS:
        goals[f"by id / {BARE} @ {connections}"] = ratio(loads[BY_ID, connections], loads[BARE, connections])
        goals[f"the same, request ids @ {connections}"] = ratio(loads[NAMED, connections], loads[BARE, connections])
        for peer in (PEERS_BY_NAME[each].name for each in ("mlserver", "mlflow", "mlflow-frame")):
            if (peer, connections) in loads:
                goals[f"inline / {peer} @ {connections}"] = ratio(loads[INLINE, connections], loads[peer, connections])
    for name in (BY_ID, INLINE):
        said = sides[f"{name} @ 32"]
        goals[f"{name}: p99 / p50 @ 32"] = said["p99_ms"] / said["p50_ms"]
    goals["scores/s, 1,000 ids in a call"] = MANY_IDS * sides[f"{MANY} @ 1"]["rate"]
    goals["one id: time with reasons / without"] = ratio(loads[BY_ID, 1], loads[WHY, 1])
    goals["1,000 ids: time with reasons / without"] = ratio(loads[MANY, 1], loads[MANY_WHY, 1])
    goals[f"the same of {BARE} sending these bytes"] = ratio(loads[BARE_MANY, 1], loads[BARE_MANY_WHY, 1])
    goals[f"1,000 ids with reasons / {BARE} sending these bytes"] = ratio(loads[MANY_WHY, 1], loads[BARE_MANY_WHY, 1])
    return {"sides": sides, "goals": goals}


def run(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Open or make the home, start everything, compare, measure."""
    first, second = _cores()
    with err.status("Opening the home, or making one"):
        home, trees = opened(given.home or folder / "home", given.accounts, given.seed)
    with ExitStack() as stack:
        stand = Stand(trees, folder, first, stack)
        with err.status("Starting Leadcast and bare Starlette, working out reasons"):
            address = stand.lead(home)
        for name in given.peers:
            stand.peer(name, given.envs)
        with err.status("Comparing with LightGBM"):
            wrong = differing(address, trees)
        with err.status("Measuring"):
            measured(stand.sides, Wrk(second, 1), 1)
            loads = measured(stand.sides, Wrk(second, given.seconds), given.rounds)
    compared = {"compared": 2 * len(trees.ids), "differing": wrong, "left_out": stand.left_out}
    return figures(loads) | compared


def _cores() -> tuple[int, int]:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise UserError("There is one processor core only.", "wrk needs one beside that of the servers.")
    if not shutil.which("wrk"):
        raise UserError("wrk is not installed.", "On Debian: apt-get install wrk.")
    return cores[0], cores[1]


def show(found: dict[str, Any]) -> None:
    """Print every side, then what the goals ask."""
    for name, said in found["sides"].items():
        print(f"{name:52}{said['to_bare']:7.3f} of bare  {told(said)}")
    for name, reason in found["left_out"].items():
        print(f"{name}: left out. {reason}")
    for name, value in found["goals"].items():
        print(f"{name:66}{value:14,.2f}")
    print(f"{found['compared'] - found['differing']:,} of {found['compared']:,} numbers served equal LightGBM's own.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home that this benchmark made, or will make and keep")
    parser.add_argument("--envs", type=Path, default=ENVS, help=f"where environments are kept; default {ENVS}")
    parser.add_argument("--peers", nargs="*", choices=[*PEERS_BY_NAME, "none"], default=list(PEERS_BY_NAME))
    for name, value in (("accounts", 2_000), ("rounds", 3), ("seconds", 3), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=value, help=f"default {value:,}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    given = parser.parse_args(arguments)
    # A benchmark that is told to end takes its servers along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given.peers = [name for name in given.peers if name != "none"]
    try:
        with tempfile.TemporaryDirectory(prefix="leadcast-serving-") as folder:
            found = run(Path(folder), given)
    except UserError as error:
        err.print(f"Error: {error.message} {error.hint or ''}", soft_wrap=True)
        return 1
    if given.json:
        print(json.dumps(found, indent=1))
    else:
        show(found)
    return int(found["differing"] > 0)


if __name__ == "__main__":
    sys.exit(main())
