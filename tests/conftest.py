"""A real PostgreSQL for the tests: a private cluster per session, a fresh database per test."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

# No test asserts a timing: the first example of a property may pay for an import, and a machine may be busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def _postgres_bin() -> Path | None:
    """The folder with initdb and postgres: by pg_config, by PATH, or where Debian keeps it."""
    places = [Path(found).parent for name in ("initdb", "postgres") if (found := shutil.which(name))]
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(said.stdout.strip()))
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Cluster:
    """A running cluster: `url(name)` addresses one of its databases."""

    port: int
    user: str

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A cluster of this session (of this worker, under xdist), on loopback and thrown away afterwards."""
    place = _postgres_bin()
    if place is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no PostgreSQL server binaries: install postgresql")
    # PostgreSQL refuses to run as root, so root lends it an account that owns nothing else.
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    lent = {"user": user} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="leadcast-pg-"))
    shutil.chown(folder, user)
    port = _free_port()
    try:
        subprocess.run(
            [place / "initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-U", user, folder / "db"],
            check=True,
            capture_output=True,
            cwd=folder,
            **lent,
        )
        yield from _served(place, folder, Cluster(port, user), lent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(place: Path, folder: Path, cluster: Cluster, lent: dict[str, str]) -> Iterator[Cluster]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": cluster.port,
        "unix_socket_directories": folder,
        "fsync": "off",
        "max_connections": 40,
    }
    control = [place / "pg_ctl", "-D", folder / "db", "-w"]
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    log = ["-l", folder / "log", "-o", options]
    subprocess.run([*control, *log, "start"], check=True, capture_output=True, cwd=folder, **lent)
    try:
        yield cluster
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder, **lent)


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The URL of an empty database, dropped afterwards."""
    name = f"t{uuid.uuid4().hex}"
    postgres.run(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'history.db'}"
    return str(request.getfixturevalue("postgres_url"))
