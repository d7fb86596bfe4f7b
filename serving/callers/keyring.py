"""The keys as a running server knows them: read anew twice a second at the most, and only when somebody asks."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from history.errors import UserError
from serving.keys import Key, Keys, id_of

# Below the second within which a revoked key must be turned away.
LIFE_SECONDS = 0.5
# How exactly it is told when a key was last used: each note costs a write.
COARSE = timedelta(minutes=5)
_log = logging.getLogger(__name__)


class KeyRing:
    """Finds keys by their text. All keys are held, so that made-up ones cost the database nothing."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, Key] | UserError = {}
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()
        self._noted: dict[str, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def find(self, text: str) -> Key | None:
        """The usable key that `text` is; None if there is none.

        Raises:
            UserError: the keys cannot be read now; then none is let in, since it may be revoked by now.
        """
        return self._usable(text, await self._current()) if id_of(text) else None

    def held(self, text: str) -> Key | None:
        """The same by the keys as they are held; None as well where they have to be read first."""
        keys = self._keys
        return None if isinstance(keys, UserError) or self._is_old() else self._usable(text, keys)

    def _usable(self, text: str, keys: dict[str, Key]) -> Key | None:
        key = keys.get(id_of(text) or "")
        if key is None or not key.is_of(text) or not key.is_usable(self._clock()):
            return None
        self._note(key)
        return key

    async def _current(self) -> dict[str, Key]:
        if self._is_old():
            async with self._lock:
                if self._is_old():
                    await self._renew()
        # A failure is held as long as keys are, so that those who wait for a database that hangs wait for it once.
        if isinstance(self._keys, UserError):
            raise UserError(self._keys.message, self._keys.hint)
        return self._keys

    async def _renew(self) -> None:
        began = asyncio.get_running_loop().time()
        try:
            self._keys = {key.key_id: key for key in await asyncio.to_thread(self._read)}
            self._read_at = began
        except UserError as error:
            self._keys, self._read_at = error, asyncio.get_running_loop().time()

    def _is_old(self) -> bool:
        return asyncio.get_running_loop().time() - self._read_at >= LIFE_SECONDS

    def _read(self) -> list[Key]:
        with Keys.open(self._url) as keys:
            return keys.all()

    def _note(self, key: Key) -> None:
        """Aside, since an import may hold the database's one write lock for long."""
        now = self._clock()
        last = self._noted.get(key.key_id) or key.last_used_at
        if last is None or now - last >= COARSE:
            self._noted[key.key_id] = now
            task = asyncio.create_task(asyncio.to_thread(self._touch, key.key_id, now))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _touch(self, key_id: str, now: datetime) -> None:
        try:
            with Keys.open(self._url) as keys:
                keys.touch(key_id, now)
        except UserError as error:
            _log.warning("The use of keys could not be noted: %s", error)
