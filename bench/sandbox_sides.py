"""What `bench/sandbox.py` measures: the real service on loopback, and one bare LightGBM call on as many rows."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import lightgbm
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from features.build import Rows, build
from features.labels import label
from history.errors import UserError
from history.home import Home
from history.record import History
from models.artifact import Bundle
from models.sandbox.plan.scenario import Scenario
from models.sandbox.sandbox import Sandbox
from models.scorers.columns import Columns

ROOT = Path(__file__).resolve().parents[1]
TREES = 300
WEEKS = 26
MONTHS_BACK = 6
PATIENCE = 60
# What the API says beside the forecast itself.
BESIDE = ("understood", "model", "simulated")


@contextmanager
def serving(home: Home) -> Iterator[httpx.Client]:
    """A client, whose connection stays open, of `leadcast serve` in a process and thread of its own."""
    command = [sys.executable, "-u", "leadcast.py", "serve", "--home", str(home.folder), "--port", "0"]
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=alone, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            address = re.search(r"http://\S+", said)
            if address is None:
                raise UserError("The service did not start.", "What it said stands above.")
            with httpx.Client(base_url=address[0], timeout=PATIENCE, trust_env=False) as client:
                yield client
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def asked(client: httpx.Client, body: bytes) -> tuple[float, bytes]:
    """Seconds from the question to the last byte of the answer, and the answer."""
    began = time.perf_counter()
    answer = client.post("v1/sandbox", content=body, headers={"content-type": "application/json"})
    taken = time.perf_counter() - began
    answer.raise_for_status()
    return taken, answer.content


class Plans:
    """Plans that differ from each other in everything but the number of leads: mixes of their own, starts of theirs."""

    def __init__(self, names: dict[str, Sequence[str]], today: date, seed: int) -> None:
        self._names, self._today, self._seed = names, today, seed

    def plan(self, number: int, leads: int) -> dict[str, Any]:
        """The plan of that number, the same for each number of leads."""
        chance = np.random.default_rng([self._seed, number])
        start = self._today + timedelta(days=int(chance.integers(1, 57)))
        shares = {kind: _shares(names, chance) for kind, names in self._names.items()}
        days = int(chance.integers(1, 15))
        return {"leads": leads, "start": start.isoformat(), "days": days, "horizon_weeks": WEEKS, **shares}


def _shares(names: Sequence[str], chance: np.random.Generator) -> dict[str, float]:
    """Most of the leads over half of the names; what is left goes to the others."""
    some = chance.permutation(np.asarray(names))[: (len(names) + 1) // 2]
    shares = chance.dirichlet(np.ones(len(some))) * (0.9 if len(some) < len(names) else 1)
    return dict(zip(some.tolist(), shares.tolist(), strict=True))


def is_equal(history: History, bundle: Bundle, plan: dict[str, Any], answer: bytes) -> bool:
    """Whether a sandbox that was opened for this plan alone comes to the same answer, number by number."""
    box = Sandbox.open(history, bundle, pd.Timestamp(history.last_recorded))
    forecast = box.forecast(Scenario(**plan | {"start": date.fromisoformat(plan["start"])}))
    return {key: value for key, value in json.loads(answer).items() if key not in BESIDE} == forecast.to_json()


class Bare:
    """One call of a bare LightGBM model of 300 trees, on features of open leads, `rows` of them."""

    def __init__(self, history: History, bundle: Bundle, rows: int) -> None:
        table = self._table(history, bundle)
        won = label(history, table, "lead", timedelta(weeks=WEEKS))
        columns = Columns.of(table)
        matrix = columns.codes(table)
        categories = [position for position, name in enumerate(columns.names) if name in columns.categories]
        data = lightgbm.Dataset(matrix, won, categorical_feature=categories)
        with threadpool_limits(1):
            self._model = lightgbm.train({"objective": "binary", "verbosity": -1, "num_threads": 1}, data, TREES)
        self._rows = matrix[np.random.default_rng(0).integers(0, len(matrix), rows)]

    @staticmethod
    def _table(history: History, bundle: Bundle) -> pd.DataFrame:
        until = pd.Timestamp(history.last_recorded)
        cutoffs = [until - timedelta(days=30 * month) for month in range(MONTHS_BACK, 0, -1)]
        return build(history, cutoffs, Rows("lead", "open"), bundle.spec)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and features of a call."""
        return self._rows.shape

    def call(self) -> float:
        """Seconds that it takes."""
        began = time.perf_counter()
        self._model.predict(self._rows, num_threads=1)
        return time.perf_counter() - began
