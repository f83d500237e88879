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
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{0,30}://\S+", re.IGNORECASE)
_DRIVE = r"(?:[A-Za-z]:[/\\]|\\\\)"
_ROOT = rf"(?:~?/|{_DRIVE})"
_IN_PATH = r"(?:[^\s\"'`,;()<>]|(?<=\w)'(?=\w))"
_MORE = rf"(?:(?<!:) (?:(?:{_IN_PATH}+ ){{0,3}}{_IN_PATH}*(?:[/\\]|\.[a-z])|\([^()]{{1,40}}\)[/\\]){_IN_PATH}*)*"
"""Words behind a path that go on with it, as names of folders may have blanks: a slash or an ending comes soon."""
_NO_NAME = (
    r"(?:an?|and|answered|are|at|can|cannot|could|did|does|failed|for|from|had|has|in|is|it|not|of|on|or|that|the|to|was"
    r"|were|which|with)"
)
_NAMED = rf"(?:(?<!:)(?<!\.\w{{2}})(?<!\.\w{{3}})(?<!\.\w{{4}})(?: (?!{_NO_NAME}\b)[\w.'-]+){{0,3}})?"
"""Words behind a path that ends in a folder, which may have blanks in its name: "/home/ann lee"."""
_IPV6 = (
    r"(?<![\w:.])(?:(?=[0-9a-f:]*::)(?=:*[0-9a-f])[0-9a-f:]{3,45}|(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4})"
    r"(?:\.\d{1,3}){0,3}(?:%[\w.-]+)?(?:/\d{1,3})?"
)
_MACHINE = re.compile(
    rf"\bfile:/{_IN_PATH}*{_MORE}{_NAMED}|{_ADDRESS.pattern}"
    rf"|(?P<quote>[\"'`]){_ROOT}[^\"'`]+(?P=quote)"
    rf"|(?<![\w.]){_DRIVE}[^\"`<>|\n]{{0,200}}\\{_IN_PATH}*{_MORE}{_NAMED}"
    rf"|(?<![\w.]){_ROOT}[\w.~]{_IN_PATH}*{_MORE}{_NAMED}"
    rf"|{_IPV6}"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[[0-9a-f.]{0,4}:[0-9a-f:.]{0,40}(?:%[\w.-]+)?\](?::\d+)?|\blocalhost\b(?::\d+)?"
    r"|\b[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}:\d{2,5}\b"
    r"|\b(?:[\w-]{1,63}\.){1,8}(?-i:[a-z]{2,20})\b"
    r"|(?<=\bhost )[\w-]+|(?<=\bnode )[\w-]+|(?<=\bserver )[a-z][\w-]*\d\b|(?<=\bhostname )[\w-]+",
    re.IGNORECASE,
)
"""Addresses, paths and hosts, as an error of a server may name them; rather a word too many than one of these."""
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
        filters=_filters(asked.filters),
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
        plan=replace(answer.plan, filters=_filters(answer.plan.filters)),
        notices=tuple(_MACHINE.sub(LEFT_OUT, notice) for notice in answer.notices),
        model=None if answer.model is None else _ADDRESS.sub(LEFT_OUT, file_name(answer.model)),
    )


def _filters(filters: Filters) -> Filters:
    return replace(filters, sources=tuple(file_name(name) for name in filters.sources))


def _cited(citation: Citation) -> Citation:
    return replace(citation, paper=_paper(citation.paper))


def _found(found: Evidence) -> Evidence:
    return replace(found, paper=_paper(found.paper))


def _paper(paper: Paper) -> Paper:
    sources = tuple(replace(source, name=file_name(source.name)) for source in paper.sources)
    return replace(paper, url=None, extra=(), sources=sources)
