"""The right to write to a Chroma server, held by one machine at a time.

Chroma has no locks, but making a collection of a name that is taken fails, so a collection is the lock. Its metadata
count up while the holder lives; a lock whose count stands still for `STALE_S` on the waiter's own clock is a dead
machine's and is passed over with the next number, so machines' clocks need not agree. Whoever has made a lock looks
around before going on: of two who made one at the same time, the later sees the earlier and draws back.

A holder that slept and was passed over finds that out before its next call that writes. What is left is a machine that
falls asleep between that look and the call: rows that arrive so late are in no commit, and `ingest doctor` names them.
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
from typing import NamedTuple

import httpx
from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import LibraryError
from assistant.library.clients import Client

PREFIX = "litassist-lock-"
BEAT_S = 3.0
STALE_S = 15.0
NOTICE_AFTER_S = 1.0
_LOST = "another machine took over writing to the library while this one was not heard of; run the command again"

logger = logging.getLogger(__name__)


class _Lock(NamedTuple):
    """A collection that is a lock. Names come again, ids do not."""

    name: str
    id: str

    @property
    def number(self) -> int:
        """By which the next one is named."""
        return int(self.name.removeprefix(PREFIX))


@dataclass(slots=True)
class _Watched:
    """The lock that somebody else holds, as last seen to change."""

    state: object = None
    since: float = field(default_factory=time.monotonic)

    def dead(self, state: object) -> bool:
        """Whether it has stood still for too long."""
        if state != self.state:
            self.state, self.since = state, time.monotonic()
        return time.monotonic() - self.since > STALE_S


class Lease:
    """One process's way to the lock. `check` tells whether it is still held."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._owner = uuid.uuid4().hex
        self._held: _Lock | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it; waiting longer than a second is said once."""
        watched, started, told = _Watched(), time.monotonic(), False
        while (mine := self._taken(watched)) is None:
            if not told and time.monotonic() - started > NOTICE_AFTER_S:
                told = True
                logger.warning("waiting for another machine that is writing to the library")
            time.sleep(0.02 + 0.1 * random.random())
        with self._beating(mine):
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

    def _taken(self, watched: _Watched) -> _Lock | None:
        """The lock, where it could be made; a dead one's is put away."""
        locks = self._locks()
        last = max(locks, key=lambda lock: lock.number, default=None)
        if last is not None and not watched.dead((last, locks[last])):
            return None
        mine = self._made(f"{PREFIX}{last.number + 1 if last else 1}")
        if mine is None:
            return None
        if self._locks().keys() - {mine, *locks}:
            self._put_away(mine)
            return None
        for lock in locks:
            self._put_away(lock)
        return mine

    @contextmanager
    def _beating(self, mine: _Lock) -> Iterator[None]:
        done = threading.Event()
        heart = threading.Thread(target=self._beat, args=(done, mine), daemon=True)
        self._held = mine
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()
            self._held = None
            with suppress(ChromaError, httpx.HTTPError):  # a server that is gone holds no lock that others wait for
                self._put_away(mine)

    def _beat(self, done: threading.Event, mine: _Lock) -> None:
        beat = 0
        while not done.wait(BEAT_S):
            beat += 1
            try:
                if mine in self._locks():
                    lock = self._client.get_collection(mine.name, embedding_function=None)
                    lock.modify(metadata={"owner": self._owner, "beat": beat})
            except Exception as error:  # noqa: BLE001 - whatever it is, the next sign of life may get through
                logger.debug("a sign of life did not reach the Chroma server: %s", error)

    def _locks(self) -> dict[_Lock, dict[str, object]]:
        """All locks there are, with what they say of their holders."""
        found = (each for each in self._client.list_collections() if each.name.startswith(PREFIX))
        return {_Lock(each.name, str(each.id)): dict(each.metadata or {}) for each in found}

    def _made(self, name: str) -> _Lock | None:
        try:
            made = self._client.create_collection(
                name, embedding_function=None, metadata={"owner": self._owner, "beat": 0}
            )
        except ChromaError:
            return None
        return _Lock(made.name, str(made.id))

    def _put_away(self, lock: _Lock) -> None:
        if lock in self._locks():
            with suppress(NotFoundError):
                self._client.delete_collection(lock.name)
