"""Real servers on loopback, and clients of them."""

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

import httpx
import uvicorn

from serving.app import create_app
from serving.lifespan import Clock
from serving.scores.opening import Live
from serving.server import bind, config, serve
from serving.settings import Settings


@contextmanager
def listening(told: uvicorn.Config) -> Iterator[httpx.Client]:
    """A client of a server that is told this, in a thread of this process."""
    with bind("127.0.0.1", 0) as bound:
        server = uvicorn.Server(told)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            yield client
        server.should_exit = True
        thread.join(10)


def running(
    settings: Settings, live: Live, clock: Clock = lambda: datetime.now(UTC)
) -> AbstractContextManager[httpx.Client]:
    """A client of a server that answers from `live`."""
    # Several may answer from one, and each counts what it is sent.
    own = replace(live, census=deepcopy(live.census)) if isinstance(live, Live) else live
    return listening(config(create_app(settings, lambda _: own, clock)))


@contextmanager
def apart(settings: Settings) -> Iterator[tuple[BaseProcess, httpx.Client]]:
    """A server in a process of its own, and a client of it; the process is killed in the end."""
    # Its modules are imported once, before it is forked: twenty starts take as long as four would.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["serving.server"])
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(settings, "127.0.0.1", 0, telling.send))
    process.start()
    try:
        assert told.poll(120)
        with httpx.Client(base_url=told.recv().rstrip("/"), trust_env=False, timeout=60) as client:
            yield process, client
    finally:
        process.kill()
        process.join()
