"""A thread that works beside the requests until the server stops."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import timedelta
from typing import Self


class Worker(ABC):
    """A thread that does `_run`. Use it as a context manager: at its end the thread is told to stop, and waited for.

    What it shares with other threads is guarded by `_turn`; `_waited` waits for a turn.
    """

    def __init__(self, name: str) -> None:
        self._turn = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def _run(self) -> None:
        """Work, and return soon after `_stopping`."""

    @abstractmethod
    def _close(self) -> None:
        """Give back what the work needed; the thread has ended."""

    def _waited(self, ready: Callable[[], object], longest: timedelta | None = None) -> bool:
        """Wait until something is `ready`, the worker is to stop, or `longest` is over; False where it is to stop.

        Call it with the turn taken.
        """
        seconds = None if longest is None else longest.total_seconds()
        self._turn.wait_for(lambda: self._stopping or ready(), timeout=seconds)
        return not self._stopping

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self._turn:
            self._stopping = True
            self._turn.notify()
        self._thread.join()
        self._close()
