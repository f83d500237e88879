"""The right to write to a Chroma server, held by one machine at a time.

Chroma has no locks, but making a collection of a name that is taken fails, so a collection is the lock. Its metadata
count up while the holder lives; a lock whose count stands still for `STALE_S` on the waiter's own clock is a dead
machine's and is passed over with the next number, so machines' clocks need not agree. Whoever has made a lock looks
around before going on: of two who made one at the same time, the later sees the earlier and draws back.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import LibraryError
from assistant.library.clients import Client

PREFIX = "litassist-lock-"
BEAT_S = 3.0
STALE_S = 15.0
NOTICE_AFTER_S = 1.0
_LOST = "another machine took over writing to the library while this one was not heard of; run the command again"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Watched:
    """The lock that somebody else holds, as last seen to change."""

    name: str = ""
    beat: object = None
    since: float = field(default_factory=time.monotonic)

    def dead(self, name: str, beat: object) -> bool:
        """Whether it has stood still for too long."""
        if (name, beat) != (self.name, self.beat):
            self.name, self.beat, self.since = name, beat, time.monotonic()
        return time.monotonic() - self.since > STALE_S


class Lease:
    """One process's way to the lock. `check` tells whether it is still held."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._owner = uuid.uuid4().hex
        self._held: str | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it; waiting longer than a second is said once."""
        watched, started, told = _Watched(), time.monotonic(), False
        while not self._taken(watched):
            if not told and time.monotonic() - started > NOTICE_AFTER_S:
                told = True
                logger.warning("waiting for another machine that is writing to the library")
            time.sleep(0.02 + 0.1 * random.random())
        with self._beating():
            yield

    @property
    def is_held(self) -> bool:
        """Whether this process has it."""
        return self._held is not None

    def check(self) -> None:
        """Before what was done is made known.

        Raises:
            LibraryError: another machine has taken over.
        """
        if self._held not in self._locks():
            raise LibraryError(_LOST)

    def _taken(self, watched: _Watched) -> bool:
        """Whether the lock could be made; a dead one's is put away."""
        locks = self._locks()
        last = max(locks, key=_number, default=None)
        if last is not None and not watched.dead(last, self._beat_of(last)):
            return False
        mine = f"{PREFIX}{_number(last) + 1 if last else 1}"
        if not self._made(mine):
            return False
        if set(self._locks()) - {mine, *locks}:
            self._put_away(mine)
            return False
        for lock in locks:
            self._put_away(lock)
        self._held = mine
        return True

    @contextmanager
    def _beating(self) -> Iterator[None]:
        done = threading.Event()
        heart = threading.Thread(target=self._beat, args=(done, self._held or ""), daemon=True)
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()
            self._put_away(self._held or "")
            self._held = None

    def _beat(self, done: threading.Event, name: str) -> None:
        beat = 0
        while not done.wait(BEAT_S):
            beat += 1
            try:
                self._client.get_collection(name, embedding_function=None).modify(
                    metadata={"owner": self._owner, "beat": beat}
                )
            except (ChromaError, OSError):
                logger.debug("a sign of life did not reach the Chroma server")

    def _locks(self) -> list[str]:
        return [found.name for found in self._client.list_collections() if found.name.startswith(PREFIX)]

    def _beat_of(self, name: str) -> object:
        try:
            return dict(self._client.get_collection(name, embedding_function=None).metadata or {})
        except NotFoundError:
            return uuid.uuid4().hex  # let go of just now: nothing that stands still

    def _made(self, name: str) -> bool:
        try:
            self._client.create_collection(name, embedding_function=None, metadata={"owner": self._owner, "beat": 0})
        except ChromaError:
            return False
        return True

    def _put_away(self, name: str) -> None:
        with suppress(NotFoundError):
            self._client.delete_collection(name)


def _number(name: str | None) -> int:
    return int(name.removeprefix(PREFIX)) if name else 0
