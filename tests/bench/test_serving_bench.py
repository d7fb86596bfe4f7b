"""The benchmark of the service beside other servers: what it reads, sums up and compares, and a small run."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.serving import (
    BARE,
    BARE_MANY,
    BARE_MANY_WHY,
    BY_ID,
    CONNECTIONS,
    INLINE,
    MANY,
    MANY_WHY,
    NAMED,
    WHY,
    figures,
)
from bench.serving_load import MARK, Load, cpu_seconds, family, ratio, summed_up
from bench.serving_peers import PEERS, PEERS_BY_NAME, Place, installed
from bench.serving_processes import awaited, free_ports, running
from history.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
SAID = """Running 3s test @ http://127.0.0.1:1/v1/intent
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     4.45ms    1.99ms  12.99ms   71.43%
measured {"requests": 6000, "us": 3000000, "p50": 4450.000000, "p99": 12990.000000, "errors": 2}
Requests/sec:   2000.00
"""
rates = st.floats(0.1, 1e6)


def load(rate: float, p50: float = 1.0, errors: int = 0) -> Load:
    """A stretch of that rate."""
    return Load(rate, p50, 2 * p50, errors, 1e6 / rate)


def test_what_wrk_says_is_read():
    """Rates in seconds, latencies in milliseconds, the server's work by request."""
    assert Load(2_000.0, 4.45, 12.99, 2, 100.0) == Load.read(SAID, 0.6)


@pytest.mark.parametrize("said", ["", "unable to connect to 127.0.0.1:1 Connection refused\n"])
def test_what_wrk_does_not_say_is_no_figure(said):
    """It is told with what was said instead."""
    with pytest.raises(ValueError, match="wrk measured nothing"):
        Load.read(said, 0.0)


def test_a_server_that_answered_nothing_has_no_rate():
    """And divides by nothing."""
    line = MARK + '{"requests": 0, "us": 3000000, "p50": 0.0, "p99": 0.0, "errors": 32}'

    assert (0.0, 32) == (Load.read(line, 0.1).rate, Load.read(line, 0.1).errors)
    assert math.isnan(ratio([load(5.0)], [Load.read(line, 0.1)]))


@given(st.lists(rates, min_size=1), st.floats(0.01, 100.0))
def test_a_ratio_does_not_see_what_slows_both(both, factor):
    """However busy the machine was in each round."""
    mine = [load(rate * factor) for rate in both]

    assert ratio(mine, [load(rate) for rate in both]) == pytest.approx(factor)


def test_rounds_are_summed_up_by_their_medians():
    """Errors are added."""
    found = summed_up([load(100.0, 1.0, 1), load(300.0, 5.0), load(200.0, 2.0, 3)])

    assert (200.0, 2.0, 4.0, 5_000.0) == (found["rate"], found["p50_ms"], found["p99_ms"], found["cpu_us"])
    assert (4, 3) == (found["errors"], found["rounds"])


def test_goals_are_ratios_within_a_round():
    """Of what the issue asks; a peer that was left out is in none."""
    both = {
        (name, many): [load(rate)]
        for name, rate in ((BARE, 100), (BY_ID, 60), (NAMED, 55), (INLINE, 50))
        for many in CONNECTIONS
    }
    more = {(MANY, 1): [load(40)], (MANY_WHY, 1): [load(10)], (WHY, 1): [load(50)]}
    more |= {(BARE_MANY, 1): [load(90)], (BARE_MANY_WHY, 1): [load(30)]}
    peer = {(PEERS_BY_NAME["mlserver"].name, many): [load(10)] for many in CONNECTIONS}

    goals = figures(both | more | peer)["goals"]

    assert (0.6, 5.0) == (goals["by id / bare Starlette @ 32"], goals["inline / MLServer @ 32"])
    assert (40_000, 1.2) == (goals["scores/s, 1,000 ids in a call"], goals["one id: time with reasons / without"])
    assert 4.0 == goals["1,000 ids: time with reasons / without"]
    assert 3.0 == goals["the same of bare Starlette sending these bytes"]
    assert not [name for name in goals if "mlflow" in name]


def test_the_work_of_a_process_counts_its_children():
    """Those that run now."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"]) as child:
        assert {os.getpid(), child.pid} <= set(family(os.getpid()))
        child.kill()
    assert cpu_seconds([os.getpid()]) > 0
    assert cpu_seconds([2**22 + 1]) == 0


def test_every_peer_is_asked_the_same_row_and_its_number_is_found():
    """In the form that each one has."""
    answers = {
        "mlflow": {"predictions": [0.5]},
        "mlflow-frame": {"predictions": [0.5]},
        "mlserver": {"outputs": [{"data": [0.5]}]},
        "bentoml": [0.5],
    }
    answers["litserve"] = {"data": [0.5]}
    for name, peer in PEERS_BY_NAME.items():
        assert "1.25, 2.5" in json.dumps(peer.asked([1.25, 2.5]))
        assert 0.5 == peer.answered(answers[name])


def test_every_peer_is_pinned_by_version():
    """Each requirement of each."""
    for peer in PEERS_BY_NAME.values():
        lines = (PEERS / peer.requirements).read_text().split()
        assert all(line.count("==") == 1 for line in lines)


def test_a_peer_that_cannot_be_installed_says_why(tmp_path):
    """With pip's last line."""
    (tmp_path / "odd.txt").write_text(f"leadcast-bench-none @ file://{tmp_path / 'nowhere'}\n")

    with pytest.raises(UserError, match="odd cannot be installed: "):
        installed(tmp_path / "odd.txt", tmp_path / "envs")


def test_what_is_set_to_none_is_not_told_to_a_server(tmp_path, monkeypatch):
    """Although it is told to the benchmark itself."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    log, told = tmp_path / "log", "import os; print([os.environ.get(n) for n in ('OMP_NUM_THREADS', 'MODEL')])"
    command, core = [sys.executable, "-c", told], min(os.sched_getaffinity(0))
    with running([command, [sys.executable, "-c", ""]], core, {"OMP_NUM_THREADS": None, "MODEL": "m"}, log):
        pass

    assert "[None, 'm']\n" == log.read_text()


def test_a_server_that_ends_is_not_waited_for(tmp_path):
    """What it said last is told."""
    log, url = tmp_path / "log", f"http://127.0.0.1:{free_ports()[0]}/"
    with (
        running([[sys.executable, "-c", "print('no model here')"]], min(os.sched_getaffinity(0)), {}, log) as pid,
        pytest.raises(UserError, match="no model here"),
    ):
        awaited(url, b"{}", pid, log)


def test_a_server_answers_and_ends_with_all_that_it_started(tmp_path):
    """Starlette alone, as the benchmark starts it."""
    from bench.serving_peers import constant

    (tmp_path / "answer").write_text('{"x": 1}')
    place, log = Place(tmp_path, tmp_path, free_ports()), tmp_path / "log"
    url = f"http://127.0.0.1:{place.port}/v1/intent"
    with running(constant(place), min(os.sched_getaffinity(0)), {}, log) as pid:
        assert {"x": 1} == awaited(url, b"{}", pid, log)

    with pytest.raises(httpx.ConnectError):
        httpx.post(url, content=b"{}", trust_env=False)


@pytest.mark.slow
def test_a_small_world_is_measured_and_serves_lightgbms_numbers(tmp_path):
    """Every side without another server, one round of a second each."""
    small = ("--accounts", "250", "--rounds", "1", "--seconds", "1", "--peers", "none", "--json")
    command = [sys.executable, "bench/serving.py", *small, "--home", str(tmp_path / "home")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)

    assert 0 == done.returncode, done.stderr
    said = json.loads(done.stdout)
    assert (500, 0, {}) == (said["compared"], said["differing"], said["left_out"])
    assert 0 == sum(side["errors"] for side in said["sides"].values())
    assert said["sides"]["Leadcast, by id @ 32"]["rate"] > 0
