"""From an answer to its bundle, which tells nothing about the machine that it was made on.

Addresses of papers, names of folders and whatever a bibliography file says besides are left out: `file = {/home/…}` is
a common field of BibTeX. Papers can still be told by title, DOI and arXiv id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PureWindowsPath

from assistant.bundles.records import Bundle, LibraryState, Reply, Seen
from assistant.records import Answer, Citation, Evidence, Filters, Paper, Turn
from assistant.version import VERSION

LEFT_OUT = "(address left out)"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_MACHINE_PATH = re.compile(r"[/~\\]|[A-Za-z]:[/\\]")


@dataclass(frozen=True, slots=True)
class Asking:
    """What `Assistant.ask` was given."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)


def bundle_of(asked: Asking, answer: Answer, library: LibraryState, replies: Sequence[Reply] = ()) -> Bundle:
    """The bundle of an answer; `replies` are what a model wrote for it, in the order of the calls."""
    return Bundle(
        question=asked.question,
        history=tuple(replace(turn, answer=_portable(turn.answer)) for turn in asked.history),
        filters=replace(asked.filters, sources=tuple(file_name(name) for name in asked.filters.sources)),
        library=library,
        evidence=tuple(_seen(answer)),
        answer=_portable(answer),
        program=VERSION,
        replies=tuple(replies),
    )


def digest(text: str) -> str:
    """SHA-256 of a text, in hex; an abstract that was changed has another."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_name(name: str) -> str:
    r"""The last part of what may be a path of this machine, "m.gguf" of "C:\m.gguf"; other names, "org/m", stay."""
    return PureWindowsPath(name).name if _MACHINE_PATH.match(name) else name


def _seen(answer: Answer) -> Iterable[Seen]:
    """Each paper once: those found in their order, then those that are cited besides."""
    told: set[str] = set()
    for rank, e in enumerate(answer.evidence or answer.nearest, 1):
        if e.paper.id not in told:
            told.add(e.paper.id)
            yield Seen(e.paper.id, e.paper.title, digest(e.paper.abstract), rank, e.score, e.scores)
    for citation in answer.citations:
        if citation.paper.id not in told:
            told.add(citation.paper.id)
            yield Seen(citation.paper.id, citation.paper.title, digest(citation.paper.abstract))


def _portable(answer: Answer) -> Answer:
    return replace(
        answer,
        citations=tuple(_cited(citation) for citation in answer.citations),
        evidence=tuple(_found(found) for found in answer.evidence),
        nearest=tuple(_found(found) for found in answer.nearest),
        notices=tuple(_ADDRESS.sub(LEFT_OUT, notice) for notice in answer.notices),
        model=None if answer.model is None else _ADDRESS.sub(LEFT_OUT, file_name(answer.model)),
    )


def _cited(citation: Citation) -> Citation:
    return replace(citation, paper=_paper(citation.paper))


def _found(found: Evidence) -> Evidence:
    return replace(found, paper=_paper(found.paper))


def _paper(paper: Paper) -> Paper:
    sources = tuple(replace(source, name=file_name(source.name)) for source in paper.sources)
    return replace(paper, url=None, extra=(), sources=sources)
