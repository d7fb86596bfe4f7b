"""A disk that is full: intake says so and takes nothing, reads go on, and with room again so does everything."""

import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import pytest

from history.record import History
from history.store.store import Store
from models.artifact import Bundle
from serving.events.envelope import BATCH
from serving.keys import Keys, new_key
from serving.settings import Settings
from tests.serving import business

BATCH_SIZE = 200
MEGABYTE = 1 << 20
# A disk of so much: more than the store needs, and soon filled.
ROOM = 96 * MEGABYTE
# Enough to outgrow whatever was reserved before the disk was full.
MOST_BATCHES = 400

Started = Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]


@dataclass
class Disk:
    """Where a store is. `limit` is for those who may mount nothing: the server itself may write no larger files."""

    url: str
    folder: Path
    limit: bool = False

    def fill(self, server: int) -> None:
        """Leave no room for what that process writes."""
        if self.limit:
            largest = max(each.stat().st_size for each in self.folder.iterdir())
            resource.prlimit(server, resource.RLIMIT_FSIZE, (largest + MEGABYTE, resource.RLIM_INFINITY))
            return
        with (self.folder / "filling").open("wb") as filling, suppress(OSError):
            # It ends when there is no space left.
            while True:
                os.write(filling.fileno(), bytes(4_096))

    def empty(self, server: int) -> None:
        """Give the room back."""
        if self.limit:
            resource.prlimit(server, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        else:
            (self.folder / "filling").unlink()


@pytest.fixture
def mounted() -> Iterator[Path]:
    """A small disk of its own, open to all."""
    folder = Path(tempfile.mkdtemp(prefix="leadcast-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=777", "tmpfs", str(folder)]
    try:
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here: that takes root")
        yield folder
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        folder.rmdir()


@pytest.fixture(params=["sqlite", "sqlite-limit", "postgresql"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """SQLite on a disk of its own, SQLite where the server may write no more, the tables of PostgreSQL on a disk."""
    if request.param == "sqlite-limit":
        yield Disk(f"sqlite:///{tmp_path / 'history.db'}", tmp_path, limit=True)
        return
    folder = request.getfixturevalue("mounted")
    if request.param == "sqlite":
        yield Disk(f"sqlite:///{folder / 'history.db'}", folder)
        return
    cluster = request.getfixturevalue("postgres")
    tables = folder / "tables"
    tables.mkdir()
    shutil.chown(tables, cluster.user)
    cluster.run(f"CREATE TABLESPACE small LOCATION '{tables}'")
    cluster.run("CREATE DATABASE small TABLESPACE small")
    yield Disk(cluster.url("small"), folder)
    cluster.run("DROP DATABASE small WITH (FORCE)")
    cluster.run("DROP TABLESPACE small")


@pytest.fixture
def own(history: History, bundle: Bundle, disk: Disk, tmp_path: Path) -> Settings:
    """The store of these tests is on that disk, so that it is filled there."""
    business.stored(history, disk.url)
    business.promoted(bundle, tmp_path / "models")
    return business.settings_of(history, disk.url, tmp_path / "models")


def batch(name: str) -> str:
    """Orders that carry the name of the batch."""
    row = {"account_id": "SIM-A000001", "ordered_at": "2026-08-01T08:00:00Z"}
    about = {"specversion": "1.0", "source": "/crm", "type": "leadcast.orders"}
    ids = [f"{name}-{n}" for n in range(BATCH_SIZE)]
    return json.dumps([{**about, "id": each, "data": {**row, "order_id": each}} for each in ids])


class Caller:
    """One that sends batches, and knows which of them were answered for."""

    def __init__(self, client: httpx.Client, key: str) -> None:
        self.client, self.taken, self.refused = client, list[str](), list[str]()
        client.headers["authorization"] = f"Bearer {key}"

    def send(self) -> httpx.Response:
        """The answer to the next batch."""
        name = f"b{len(self.taken) + len(self.refused)}"
        answer = self.client.post("/v1/events", content=batch(name), headers={"content-type": BATCH})
        (self.taken if answer.status_code == 202 else self.refused).append(name)
        return answer

    def send_until(self, status: int) -> httpx.Response:
        """The first answer of that status, of so many; what is scored meanwhile is waited for."""
        for _ in range(MOST_BATCHES):
            answer = self.send()
            if answer.status_code == status:
                break
            time.sleep(0.05)
        assert status == answer.status_code
        return answer


def stored(settings: Settings) -> dict[str, int]:
    """How many rows of each batch are there."""
    with Store.open(settings.database_url) as store:
        ids = store.read(settings.business)["orders"]["order_id"]
    assert ids.is_unique
    counts: dict[str, int] = ids[ids.str.startswith("b")].str.partition("-")[0].value_counts().to_dict()
    return counts


@pytest.mark.slow
def test_a_full_disk_is_said_and_gone_past(own: Settings, disk: Disk, started: Started) -> None:
    """503 with when to come again, and no word of where the store is; reads answer; keys are checked all the while.

    Once there is room events are taken again. What was answered for is there whole, what was refused not at all.
    """
    key, text = new_key("CRM", ("ingest", "score", "plan"), own.started_at)
    with Keys.open(own.database_url) as keys:
        keys.add(key)
    with started(own.model_copy(update={"keys_needed": True})) as (process, client):
        caller = Caller(client, text)
        assert 202 == caller.send().status_code
        disk.fill(process.pid or 0)
        full = caller.send_until(503)
        reads = [client.get(path) for path in ("/v1/intent", "/healthz", "/readyz", "/v1/models")]
        other = client.post("/v1/scenarios", json={"name": "展会季", "author": "李敏", "plan": {"leads": 10}})
        disk.empty(process.pid or 0)
        caller.send_until(202)

    assert {"type": "urn:leadcast:problem:store-unavailable", "status": 503} == about(full, "type", "status")
    assert ("application/problem+json", "5") == (full.headers["content-type"], full.headers["retry-after"])
    assert "disk" in full.json()["hint"]
    assert str(disk.folder) not in full.text
    assert "history.db" not in full.text
    assert [200] * 4 == [answer.status_code for answer in reads]
    assert other.status_code in (201, 503)
    assert dict.fromkeys(caller.taken, BATCH_SIZE) == stored(own)


def about(answer: httpx.Response, *fields: str) -> dict[str, Any]:
    """Some fields of a JSON answer."""
    return {name: answer.json()[name] for name in fields}
