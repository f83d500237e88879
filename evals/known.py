"""The papers that answers are checked against: those of the library, found by id, else by title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.cleaning import normalise_title
from assistant.records import Paper
from evals.read_cases import by_title


@dataclass(frozen=True, slots=True)
class KnownPapers:
    """The library's papers by id, and the ids by normalised title or id. Make one with `known_papers`."""

    papers: Mapping[str, Paper]
    names: dict[str, str]

    def held(self, paper: Paper) -> Paper | None:
        """The library's own record of a paper that an answer cites; None where the library holds no such paper."""
        paper_id = self.id_of(paper)
        return None if paper_id is None else self.papers[paper_id]

    def id_of(self, paper: Paper) -> str | None:
        """The library's id of a paper that an answer cites."""
        return self.names.get(paper.id) or self.names.get(normalise_title(paper.title))

    def named(self, name: str) -> str | None:
        """The library's id of what a ranking calls a paper, its id or title."""
        return self.names.get(name) or self.names.get(normalise_title(name))


def known_papers(papers: Iterable[Paper]) -> KnownPapers:
    """The papers of a library, to look up."""
    held = tuple(papers)
    return KnownPapers({paper.id: paper for paper in held}, by_title(held))
