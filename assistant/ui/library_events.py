"""The events of the Library tab, each a public endpoint: whose tab it is comes first, then what is asked of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import gradio as gr

from assistant.errors import LitAssistError, UsageError
from assistant.ui.acts import Act, act_of
from assistant.ui.adding import add_files, fetch, remove, wanted_of
from assistant.ui.chart_html import chart_html, chart_json
from assistant.ui.charting import Charts
from assistant.ui.glance import counts, glance_html
from assistant.ui.health import health_html
from assistant.ui.markup import problem_html
from assistant.ui.replying import Reply, chart_reply, html_reply, parts_reply, problem
from assistant.ui.served import Served, sent
from assistant.ui.shelf import Looking, Shelf, at_page, found, looking_of, sorted_by
from assistant.ui.shelf_html import paper_html, shelf_html
from assistant.ui.uploads import MEGABYTE, dropped, paths_of, taken
from assistant.ui.works import Job, Works
from assistant.ui.works_html import job_html
from ingest.doctor import examine

UNREADABLE = (
    "The library cannot be read ({}). Come back to this tab in a moment; if it stays so: python -m ingest doctor"
)
UNKNOWN_ACT = "The page asked for something that it does not know; load it again."


@dataclass(frozen=True, slots=True)
class LibraryEvents:
    """What the Library tab answers to. `works` change the library, `checks` look at it."""

    served: Served
    shelf: Shelf
    charts: Charts
    works: Works
    checks: Works
    uploads: Path

    @classmethod
    def of(cls, served: Served, uploads: Path) -> Self:
        """The events of one page; `uploads` is the folder into which Gradio puts what browsers send."""
        return cls(served, Shelf(served.assistant), Charts(served.assistant), Works(), Works(), uploads)

    def arrive(self, held: object, request: gr.Request) -> list[Any]:
        """The tab was opened, or the library has changed: everything but the map."""
        owner = self.served.owner(request)
        looking = looking_of(held, owner)
        threading.Thread(target=self._warm, name="titles", daemon=True).start()
        return [looking, self._all(looking, owner)]

    def browse(self, held: object, event: gr.EventData, request: gr.Request) -> list[Any]:
        """Other words, another order or another page."""
        before, act = looking_of(held, self.served.owner(request)), act_of(sent(event))
        try:
            looking = _looked(before, act)
            leaf = self.shelf.leaf(looking)
        except LitAssistError as error:
            return [before, problem(str(error))]
        return [leaf.looking, html_reply("la-shelf", shelf_html(leaf))]

    def show(self, event: gr.EventData, request: gr.Request) -> Reply:
        """One paper, opened in its row."""
        self.served.owner(request)
        return _told(lambda: self._paper(act_of(sent(event)).id))

    def discard(self, held: object, event: gr.EventData, request: gr.Request) -> Reply:
        """A paper taken out of the library."""
        owner = self.served.owner(request)
        return _told(lambda: self._discard(act_of(sent(event)).id, looking_of(held, owner), owner))

    def add(self, event: gr.EventData, request: gr.Request) -> Reply:
        """Uploaded files, or what a live source finds."""
        owner, act = self.served.owner(request), act_of(sent(event))
        return _told(lambda: self._begin(act, owner))

    def halt(self, request: gr.Request) -> Reply:
        """Stop the work that this reader began."""
        owner = self.served.owner(request)
        return _told(lambda: self._halt(owner))

    def check(self, request: gr.Request) -> Reply:
        """Have the doctor look at the library."""
        owner = self.served.owner(request)
        return _told(lambda: self._check(owner))

    def look(self, request: gr.Request) -> Reply:
        """How far work and check are."""
        return self._jobs(self.served.owner(request))

    def chart(self, request: gr.Request) -> Reply:
        """The map."""
        self.served.owner(request)
        try:
            return self._chart()
        except LitAssistError as error:
            return html_reply("la-groups", problem_html(str(error)))

    def _all(self, looking: Looking, owner: str | None, said: str = "") -> Reply:
        try:
            glance = glance_html(counts(self.served.assistant.library.snapshot()))
            table = shelf_html(self.shelf.leaf(looking))
        except LitAssistError as error:
            glance, table = "", problem_html(str(error))
        except OSError as error:  # its folder went away, and another is being made in its place
            glance, table = "", problem_html(UNREADABLE.format(error.strerror))
        return parts_reply({"la-shelf": table, "la-glance": glance, **self._parts(owner)}, said)

    def _parts(self, owner: str | None) -> dict[str, str]:
        return {
            "la-job": job_html(self.works.job(), owner),
            "la-health": health_html(self.checks.job(), owner),
        }

    def _jobs(self, owner: str | None) -> Reply:
        return parts_reply(self._parts(owner))

    def _paper(self, paper_id: str) -> Reply:
        stored = self.served.assistant.library.get(paper_id)
        return html_reply(f"la-paper-{paper_id}", paper_html(stored))

    def _discard(self, paper_id: str, looking: Looking, owner: str | None) -> Reply:
        with self.works.alone(Job(0, owner, "a paper is being removed", "Removing a paper")):
            title = remove(self.served.assistant, paper_id)
        return self._all(looking, owner, f"Removed: {title[:80]}")

    def _begin(self, act: Act, owner: str | None) -> Reply:
        assistant, settings = self.served.assistant, self.served.settings
        if act.do == "fetch":
            wanted = wanted_of(act.id, act.text)
            label = f"Fetching “{wanted.query.text[:80]}” from {wanted.source}"
            job = Job(0, owner, "papers are being fetched", label, most=wanted.most)
            self.works.begin(job, lambda hand: fetch(assistant, settings, wanted, hand))
        elif act.do == "files":
            self._begin_files(paths_of(act.text), owner)
        else:
            raise UsageError(UNKNOWN_ACT)
        return self._jobs(owner)

    def _begin_files(self, paths: tuple[str, ...], owner: str | None) -> None:
        """Load what was uploaded; what cannot be loaded now is deleted at once."""
        assistant, settings = self.served.assistant, self.served.settings
        try:
            batch = taken(paths, self.uploads, settings.max_upload_mb * MEGABYTE)
        except BaseException:
            dropped(paths, self.uploads)
            raise
        names = ", ".join([*(file.name for file in batch.files), *(name for name, _ in batch.refused)])
        job = Job(0, owner, "papers are being added", f"Adding {names[:120]}")
        try:
            self.works.begin(job, lambda hand: add_files(assistant, settings, batch, hand))
        except BaseException:
            batch.drop()
            raise

    def _halt(self, owner: str | None) -> Reply:
        self.works.stop(owner)
        return self._jobs(owner)

    def _check(self, owner: str | None) -> Reply:
        library = self.served.assistant.library
        self.checks.begin(Job(0, owner, "it is being checked", "Checking the library"), lambda _hand: examine(library))
        return self._jobs(owner)

    def _chart(self) -> Reply:
        made = self.charts.chart()
        return chart_reply(chart_html(made), chart_json(made))

    def _warm(self) -> None:
        """The order of titles takes longest of all orders, so it is made before somebody asks for it."""
        with suppress(LitAssistError, OSError):  # told where somebody asks
            self.shelf.leaf(Looking(sort="title"))


def _told(make: Callable[[], Reply]) -> Reply:
    try:
        return make()
    except LitAssistError as error:
        return problem(str(error))


def _looked(before: Looking, act: Act) -> Looking:
    match act.do:
        case "find":
            return found(before, act.text, act.id)
        case "sort":
            return sorted_by(before, act.id)
        case "page":
            return at_page(before, act.id)
    raise UsageError(UNKNOWN_ACT)
