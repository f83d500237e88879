"""What a citation puts forward for its sentence: the sentences quoted, or the whole abstract, as a run wants it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from assistant.records import Citation
from assistant.sentences import split_sentences
from evals.known import KnownPapers


def premise(citation: Citation, known: KnownPapers) -> str:
    """The text that a citation rests on, as the library has it; "" where the library holds no such paper.

    A quote that stands verbatim in its place is widened to whole sentences, as half of one can say the opposite. For
    any other quote the whole abstract is looked at: that the quote is wrong is another measure's business.
    """
    held = known.held(citation.paper)
    if held is None:
        return ""
    stands = is_verbatim(citation, held.abstract)
    return widened(held.abstract, citation.start, citation.end) if stands else held.abstract


def whole(citation: Citation, known: KnownPapers) -> str:
    """The abstract with title, date and number of authors, as a model that answers sees them; "" where none is held."""
    held = known.held(citation.paper)
    if held is None:
        return ""
    n = held.n_authors or len(held.authors)
    by = f"; by {n} author{'' if n == 1 else 's'}" if n else ""
    return f"{held.abstract} {held.title} ({held.date or held.year or 'undated'}{by})."


@dataclass(frozen=True, slots=True)
class Premises:
    """The text that a citation rests on, and what tells two citations of a sentence apart."""

    text: Callable[[Citation, KnownPapers], str]
    distinct: Callable[[Citation], Hashable]


QUOTED = "quoted"
PREMISES: Mapping[str, Premises] = {
    QUOTED: Premises(premise, lambda c: (c.paper.id, c.start, c.end, c.quote)),
    "abstract": Premises(whole, lambda c: c.paper.id),
}
"""By the name that `--premise` takes."""


def is_verbatim(citation: Citation, abstract: str) -> bool:
    """Whether the quote is something, and stands in the abstract exactly where the citation says."""
    start, end = citation.start, citation.end
    return 0 <= start < end <= len(abstract) and abstract[start:end] == citation.quote


def widened(abstract: str, start: int, end: int) -> str:
    """The whole sentences that a stretch of an abstract touches; the stretch itself where it touches none.

    >>> widened("Bees dance. Wasps do not. Ants march.", 14, 20)
    'Wasps do not.'
    """
    touched = [span for span in split_sentences(abstract) if span[0] < end and start < span[1]]
    return abstract[touched[0][0] : touched[-1][1]] if touched else abstract[start:end]
