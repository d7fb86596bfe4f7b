"""The two sides of `bench/collect.py`: the collector and a bare Scrapy spider, and the site that both fetch from."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import psutil

from scrapers.collecting import collect
from scrapers.engine.options import Options

HERE = Path(__file__).parent
AT_ONCE = 16


@dataclass
class Run:
    """One run: pages, seconds (of processors too), and the resident memory in MB of all its processes on the way."""

    pages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    memory: list[float] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Pages per second."""
        return self.pages / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processors per page."""
        return 1000 * self.cpu / self.pages


@contextmanager
def site() -> Iterator[int]:
    """The server's port; the server is gone afterwards."""
    command = [sys.executable, str(HERE / "site.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("the server says no port")
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def timed(run: Run) -> Iterator[None]:
    """Put down the seconds of what is done within, and of processors: this process and those that ended meanwhile."""
    began, spent = time.perf_counter(), processors()
    yield
    run.seconds, run.cpu = time.perf_counter() - began, processors() - spent


def processors() -> float:
    """Seconds of processors so far."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def megabytes(name: str) -> float:
    """The resident memory of all children whose command line has the name in it."""
    found = 0.0
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            found += child.memory_info().rss / 2**20 if any(name in word for word in child.cmdline()) else 0.0
    return found


def bare(urls: list[str]) -> Run:
    """The bare spider."""
    run = Run()
    with timed(run):
        command = [sys.executable, str(HERE / "bare_spider.py")]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(json.dumps({"urls": urls, "at_once": AT_ONCE}))
        process.stdin.close()
        while process.poll() is None:
            run.memory.append(megabytes("bare_spider.py"))
            time.sleep(0.2)
        run.pages = json.loads(process.stdout.read())["pages"]
    run.memory = [each for each in run.memory if each] or [0.0]
    return run


def ours(options: Options, total: int) -> Run:
    """The collector."""
    run = Run()

    def seen(done: int, of: int, visit: dict[str, Any]) -> None:
        del of
        run.pages += visit["outcome"] in ("read", "unchanged: 304")
        if done % max(1, total // 10) == 0:
            run.memory.append(megabytes("scrapers.engine"))

    with timed(run):
        collect(options, seen)
    return run
