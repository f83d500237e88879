"""From a query to entries: the pages that are kept, then those still to be asked for, each kept as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.sources.base import FIRST, Access, BrokenReply, Entry, Note, Page, Query, Refused, Source
from ingest.sources.cache import Shelf, folder_of, sweep
from ingest.sources.client import Client
from ingest.sources.clock import SYSTEM_CLOCK, Clock
from ingest.sources.waits import clock_time


@dataclass(frozen=True, slots=True)
class Fetch:
    """One query to one source, and where its pages are kept."""

    source: Source
    access: Access
    query: Query
    cache_dir: Path
    on_note: Note
    clock: Clock = SYSTEM_CLOCK

    def entries(self, limit: int, *, anew: bool) -> Iterator[Entry]:
        """The first `limit` results, papers and rejected records; `anew` leaves out what is kept.

        A page is asked for when its first entry is wanted.

        Raises:
            UsageError: the query holds nothing that this source could search for.
            SourceError: the source failed; the pages that came are kept, and the next call goes on behind them.
        """
        left = limit
        for page in self._pages(self._shelf(anew=anew)):
            yield from page.entries[:left]
            left -= len(page.entries)
            if left <= 0:
                if left < 0 or page.next is not None:
                    of = f" of {page.total:,}" if page.total else ""
                    self.on_note(f"{self.source.name}: the first {limit:,}{of} were taken; --max takes more")
                return

    def _shelf(self, *, anew: bool) -> Shelf:
        now = self.clock.now()
        asked = {"base": self.access.base_url, **self.source.params(self.query, FIRST)}
        sweep(self.cache_dir, self.source.name, now)
        shelf = Shelf(folder_of(self.cache_dir, self.source.name, asked), now)
        if anew:
            shelf.restart()
        return shelf

    def _pages(self, shelf: Shelf) -> Iterator[Page]:
        cursor: str | None = FIRST
        if shelf.state.pages:
            kept = clock_time(shelf.state.begun)
            self.on_note(f"{self.source.name}: pages kept since {kept} are used; --fresh asks anew")
        for number, (body, following) in enumerate(shelf.bodies()):
            try:
                page = self.source.page(body, self.query, cursor or FIRST)
            except BrokenReply:
                shelf.drop(number)
                break
            cursor = following
            yield page
        if cursor is not None:
            yield from self._asked(shelf, cursor)

    def _asked(self, shelf: Shelf, cursor: str) -> Iterator[Page]:
        """The pages from `cursor` on, asked for.

        A source may have forgotten the cursor of an earlier run: then all pages are asked for again, and those that
        have been read are passed over.
        """
        kept = len(shelf.state.pages)
        with Client(self.access, clock=self.clock, on_note=self.on_note) as client:
            self.on_note(f"{self.source.name}: asking {client.host}")
            try:
                page = self._one(client, shelf, cursor)
            except Refused:
                if not kept:
                    raise
                self.on_note(f"{self.source.name} does not know how far it was; asking from the first page on")
                shelf.restart()
                yield from islice(self._from(client, shelf, FIRST), kept, None)
                return
            yield page
            yield from self._from(client, shelf, page.next)

    def _from(self, client: Client, shelf: Shelf, cursor: str | None) -> Iterator[Page]:
        while cursor is not None:
            page = self._one(client, shelf, cursor)
            yield page
            cursor = page.next

    def _one(self, client: Client, shelf: Shelf, cursor: str) -> Page:
        body, page = client.get(
            self.source.path,
            self.source.params(self.query, cursor),
            lambda reply: self.source.page(reply, self.query, cursor),
        )
        shelf.add(body, page.next)
        return page
