"""What became of the gold papers of a case: cited, found by search but not cited, or not found."""

from __future__ import annotations

from assistant.cleaning import normalise_title
from evals.outcomes import Outcome
from evals.scores import CaseScores


def gold_found(case: CaseScores, outcome: Outcome | None) -> tuple[tuple[str, str], ...]:
    """Each gold paper as the case names it, with "cited", "found 3rd, not cited", "not found" or "not cited".

    Without the outcome nobody knows what search found, so that is left out.
    """
    cited, found = _cited(case, outcome), _found(outcome)
    return tuple((name, _became(normalise_title(name), name, cited, found)) for name in case.gold)


def _became(title: str, name: str, cited: frozenset[str], found: tuple[frozenset[str], ...] | None) -> str:
    names = {title, name}
    if names & cited:
        return "cited"
    if found is None:
        return "not cited"
    place = next((rank for rank, paper in enumerate(found, 1) if names & paper), None)
    return f"found as number {place}, not cited" if place else "not found"


def _cited(case: CaseScores, outcome: Outcome | None) -> frozenset[str]:
    titles = {normalise_title(citation.title) for sentence in case.judged for citation in sentence.citations}
    papers = [citation.paper for citation in outcome.answer.citations] if outcome and outcome.answer else []
    return frozenset(titles | {p.id for p in papers} | {normalise_title(p.title) for p in papers})


def _found(outcome: Outcome | None) -> tuple[frozenset[str], ...] | None:
    if outcome is None or outcome.answer is None:
        return None
    papers = [evidence.paper for evidence in outcome.answer.evidence or outcome.answer.nearest]
    return tuple(frozenset({paper.id, normalise_title(paper.title)}) for paper in papers)
