"""A real PostgreSQL for the tests, a private cluster per session; stores of each test alone, in it and in SQLite."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from history.store.store import Store

# No test asserts a timing: the first example of a property may pay for an import, and a machine may be busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


Put = Callable[[str, str, Callable[[str], None]], None]


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
    """A running cluster in `folder`: `url(name)` addresses one of its databases."""

    place: Path
    folder: Path
    port: int
    user: str

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def create(self, name: str, template: str = "template1") -> str:
        """The URL of a new database, like another that nobody is connected to."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Throw a database away, with whoever is connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def as_its_user(self, program: str, *arguments: str | Path) -> None:
        """Run one of its own programs. PostgreSQL refuses to run as root."""
        lent = {"user": self.user} if os.geteuid() == 0 else {}
        command = [self.place / program, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **lent)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "max_connections": 40,
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = ["-l", self.folder / "log", "-o", options]
        self.as_its_user("pg_ctl", "-D", self.folder / "db", "-w", *log, "start")

    def stop(self) -> None:
        """Stop it as a crash would."""
        self.as_its_user("pg_ctl", "-D", self.folder / "db", "-w", "-m", "immediate", "stop")

    @contextmanager
    def away(self) -> Iterator[None]:
        """It is stopped for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A cluster of this session (of this worker, under xdist), on loopback and thrown away afterwards."""
    place = _postgres_bin()
    if place is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no PostgreSQL server binaries: install postgresql")
    # Root lends it an account that owns nothing else.
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    folder = Path(tempfile.mkdtemp(prefix="leadcast-pg-"))
    shutil.chown(folder, user)
    cluster = Cluster(place, folder, _free_port(), user)
    laid_out = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-U", user]
    try:
        cluster.as_its_user("initdb", *laid_out, folder / "db")
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The URL of an empty database, dropped afterwards."""
    name = f"t{uuid.uuid4().hex}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that is still to be made: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'history.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store_url(bare_url: str, put: Put) -> str:
    """The URL of an empty store: the test runs on SQLite and on PostgreSQL."""
    put(bare_url, "empty", lambda url: Store.open(url).close())
    return bare_url


@pytest.fixture(scope="session")
def put(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Put:
    """Lets the store at a URL, which nobody has open, be as something fills it, known by a name.

    That is done once a session and then copied: to make the tables alone takes several times as long.
    """
    folder, made = tmp_path_factory.mktemp("stores"), set[str]()

    def into_sqlite(url: str, name: str, fill: Callable[[str], None]) -> None:
        template, file = folder / f"{name}.db", Path(url.removeprefix("sqlite:///"))
        if not template.exists():
            fill(f"sqlite:///{template}")
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(template, file)

    def into_postgres(url: str, name: str, fill: Callable[[str], None]) -> None:
        cluster: Cluster = request.getfixturevalue("postgres")
        if name not in made:
            fill(cluster.create(f"like_{name}"))
            made.add(name)
        database = url.rpartition("/")[2]
        cluster.drop(database)
        cluster.create(database, f"like_{name}")

    return lambda url, *how: (into_sqlite if url.startswith("sqlite") else into_postgres)(url, *how)
