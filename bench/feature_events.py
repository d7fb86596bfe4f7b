"""Simulated events for `bench/features.py`, and what all sides work out of them.

A log in the order of time, as systems write it: who (`account`, some of them far busier than others), what (`kind`,
from rare to frequent), when (`time`, microseconds) and a `value`; each recorded when it happened. It runs over the
weeks of the cut-offs and the 13 weeks before, so that every window is full.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.moments import DAY, Micros
from history.record import History
from history.settings import Business

KINDS = ("order", "call", "email", "meeting", "demo", "site_visit", "quote", "web_visit", "job_posting", "news")
WINDOWS = (7, 30, 90)
COLUMNS = (
    *(f"{kind}_count_{days}d" for days in WINDOWS for kind in KINDS),
    *(f"{kind}_days_since_last" for kind in KINDS),
    "last_value",
)
BEGIN = 1_736_092_800_000_000  # Monday, 6 January 2025, 00:00 in Shanghai
BEFORE_DAYS = 91
GROUP = 1_000_000

Table = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """What is asked: `file` holds `events` events of `accounts` accounts, told as of `cutoffs` weekly cut-offs."""

    file: Path
    events: int
    accounts: int
    cutoffs: int

    @property
    def moments(self) -> Micros:
        """The cut-offs in microseconds."""
        return BEGIN + BEFORE_DAYS * DAY + 7 * DAY * np.arange(1, self.cutoffs + 1)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of the table in which all sides answer: a column after the other, each by (account, cut-off)."""
        return len(COLUMNS), self.accounts, self.cutoffs


def write_events(case: Case, seed: int) -> None:
    """Write the events of `case`, the same for the same seed, in groups of a million rows."""
    chance = np.random.default_rng(seed)
    span = int(case.moments[-1]) - BEGIN
    schema = pa.schema({"account": pa.int32(), "kind": pa.int8(), "time": pa.int64(), "value": pa.float32()})
    share = np.arange(1, len(KINDS) + 1) / np.arange(1, len(KINDS) + 1).sum()
    with pq.ParquetWriter(case.file, schema, compression="none", use_dictionary=False) as writer:
        for start in range(0, case.events, GROUP):
            size = min(GROUP, case.events - start)
            within = np.sort(chance.random(size))
            drawn = {
                "account": (case.accounts * chance.random(size) ** 2).astype(np.int32),
                "kind": chance.choice(len(KINDS), size, p=share).astype(np.int8),
                "time": BEGIN + ((start + within * size) / case.events * span).astype(np.int64),
                "value": np.round(chance.lognormal(8, 1, size), 2).astype(np.float32),
            }
            writer.write_table(pa.table(drawn, schema))


def as_history(case: Case) -> History:
    """The events as touches of accounts that have been known since the beginning."""
    log = pd.read_parquet(case.file)
    begin = pd.Timestamp(BEGIN, unit="us", tz="UTC")
    ids = pd.Series([f"a{number:06d}" for number in range(case.accounts)], dtype="str")
    happened = pd.to_datetime(log["time"], unit="us", utc=True)
    touches = pd.DataFrame(
        {
            "activity_id": [f"t{number:08d}" for number in range(len(log))],
            "account_id": ids.take(log["account"]).to_numpy(),
            "kind": pd.Series(KINDS, dtype="str").take(log["kind"]).to_numpy(),
            "happened_at": happened,
            "recorded_at": happened,
        }
    )
    accounts = pd.DataFrame({"account_id": ids, "name": "simulated", "valid_from": begin, "recorded_at": begin})
    return History.of(Business(simulated=True), accounts=accounts, activities=touches)
