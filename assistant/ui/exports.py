"""A conversation as a file to take away: Markdown, a bundle of its last answer, or what it cites as a bibliography."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

from assistant.bundles import Asking, LibraryState, bundle_of
from assistant.bundles.files import to_text
from assistant.chats import Behind, Chat, to_markdown
from assistant.errors import UsageError
from assistant.export import WRITERS
from assistant.records import STRUCK, Answer, Paper

_UNSAFE = re.compile(r"[^\w-]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class File:
    """A file to be saved by the browser."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a conversation: its name in a request, in words, and the suffix and media type of its file."""

    name: str
    title: str
    suffix: str
    kind: str
    write: Callable[[Chat, LibraryState], str]


def exported(chat: Chat, form: str, library: LibraryState) -> File:
    """The conversation in a form, under its title.

    Raises:
        UsageError: there is no such form, or nothing to write in it.
    """
    if form not in FORMS:
        raise UsageError(f"There is no export called {form[:20]!r}; choose one of the menu.")
    if not chat.kept:
        raise UsageError("This conversation has no answer yet; ask something first.")
    made = FORMS[form]
    return File(file_name(chat.card.title, "conversation", made.suffix), made.kind, made.write(chat, library))


def file_name(title: str, otherwise: str, suffix: str) -> str:
    """What a file of this title is called; `otherwise` where the title has nothing that a name may have."""
    return (_UNSAFE.sub("-", title)[:LONGEST_NAME].strip("-") or otherwise) + suffix


def cited(answers: tuple[Answer, ...]) -> tuple[Paper, ...]:
    """The papers that stand behind what was said, each once, in order; struck sentences count for none."""
    papers: dict[str, Paper] = {}
    for answer in answers:
        for sentence in answer.sentences:
            for i in sentence.citations if sentence.verdict not in STRUCK else ():
                papers.setdefault(answer.citations[i].paper.id, answer.citations[i].paper)
    return tuple(papers.values())


def _bundle(chat: Chat, library: LibraryState) -> str:
    """As `ask --save` makes it; of an answer that was kept without what it was made from, what can still be known."""
    *before, last = chat.history
    made = chat.kept[-1].behind or Behind(last.answer.plan.filters, library)
    asking = Asking(last.question, tuple(before), made.filters)
    return to_text(bundle_of(asking, last.answer, made.library, made.replies))


def _bibliography(writer: str) -> Callable[[Chat, LibraryState], str]:
    def write(chat: Chat, _library: LibraryState) -> str:
        papers = cited(tuple(turn.answer for turn in chat.history))
        if not papers:
            raise UsageError("No answer of this conversation cites a paper, so there is nothing to export.")
        stream = StringIO()
        WRITERS[writer].write(papers, stream)
        return stream.getvalue()

    return write


FORMS = {
    form.name: form
    for form in (
        Form("markdown", "Markdown", ".md", "text/markdown", lambda chat, _library: to_markdown(chat)),
        Form("bundle", "Bundle of the last answer", ".json", "application/json", _bundle),
        Form("bibtex", "Cited papers, BibTeX", ".bib", "application/x-bibtex", _bibliography("bibtex")),
        Form("ris", "Cited papers, RIS", ".ris", "application/x-research-info-systems", _bibliography("ris")),
        Form("csl", "Cited papers, CSL-JSON", ".json", "application/json", _bibliography("csl-json")),
    )
}
