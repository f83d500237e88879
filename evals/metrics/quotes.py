"""Whether quotes stand, character by character, where they say, in the abstract that the library holds."""

from __future__ import annotations

from assistant.records import Citation
from evals.known import KnownPapers
from evals.metrics.subject import NONE, Subject, Values
from evals.premises import is_verbatim
from evals.scores import Definition

EXACT = Definition(
    "exact quotes", "higher", "quotes equal to abstract[start:end] of a paper that the library holds, of all citations"
)
DEFINITIONS = (EXACT,)


def values(subject: Subject) -> Values:
    """The share of the answer's citations that are exact; none where it cites nothing."""
    if subject.answer is None or not subject.answer.citations:
        return NONE
    citations = subject.answer.citations
    return {EXACT.name: sum(is_exact(citation, subject.known) for citation in citations) / len(citations)}


def is_exact(citation: Citation, known: KnownPapers) -> bool:
    """Whether a quote is exact. One of nothing is not, nor one of a paper that the library does not hold.

    What the answer itself carries as the paper's abstract proves nothing and is not looked at.
    """
    held = known.held(citation.paper)
    return held is not None and is_verbatim(citation, held.abstract)
