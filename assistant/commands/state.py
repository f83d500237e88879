"""What bundles and chats say about the library that was asked."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answering import Answered
from assistant.assistant import Assistant
from assistant.bundles import LibraryState, Reply, Seen, Today, digest
from assistant.chats import Place
from assistant.errors import PaperMissing


def library_state(assistant: Assistant) -> LibraryState:
    """The library as it is now."""
    manifest = assistant.library.manifest
    return LibraryState(manifest.library, manifest.generation, assistant.overview().n_papers)


def library_place(assistant: Assistant) -> Place:
    """The library by name and id; the name is its folder's own, without the path."""
    return Place(assistant.library.folder.resolve().name, assistant.library.manifest.library)


def replies(made: Answered) -> tuple[Reply, ...]:
    """What a model wrote for an answer, in the order of the calls."""
    return tuple(Reply(said.call, said.text, said.prompt, said.finish) for said in made.said)


def today(assistant: Assistant, papers: Iterable[Seen]) -> dict[str, Today]:
    """Each paper as the library holds it now, by the id that it was seen with; a paper that has gone is left out."""
    found = {}
    for seen in papers:
        try:
            paper = assistant.library.get(seen.paper_id).paper
        except PaperMissing:
            continue
        found[seen.paper_id] = Today(paper.id, digest(paper.abstract))
    return found
