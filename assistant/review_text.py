"""A review as Markdown. Pure: the same review, the same text; nothing that a paper wrote acts as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.markdown import inline, reference
from assistant.records import NOT_ANSWERED, Sentence
from assistant.review import Review, Theme

NO_RELATION = "No sentence that was found says that it agrees or disagrees with another work."
_SHARED = "Said by several papers"


def markdown(review: Review) -> str:
    """The review: question, findings, agreement and disagreement, what is not covered, references."""
    parts = [f"# {inline(review.question)}", *(_listed([_said(review, s) for s in review.framing]))]
    if review.status == "abstained":
        parts += [NOT_ANSWERED, *_section("Closest papers", [reference(e.paper) for e in review.nearest])]
    else:
        parts += ["## What the papers say", *(block for theme in review.themes for block in _theme(review, theme))]
        parts += ["## Agreement and disagreement", *(_relations(review) or [NO_RELATION])]
        parts += _section("Not covered", [inline(part) for part in review.missing])
        parts += ["## References", *_references(review)]
    return "\n\n".join([*parts, *(inline(notice) for notice in review.notices)]) + "\n"


def _theme(review: Review, theme: Theme) -> list[str]:
    heading = _SHARED if theme.paper is None else f"{inline(theme.paper.title)} [{theme.number}]"
    return [f"### {heading}", *_listed([_said(review, finding) for finding in theme.findings])]


def _relations(review: Review) -> list[str]:
    agreeing = _listed([f"Agrees: {_said(review, s)}" for s in review.agreeing])
    return agreeing + _listed([f"Disagrees: {_said(review, s)}" for s in review.disagreeing])


def _references(review: Review) -> Iterable[str]:
    numbers = {citation.paper.id: citation.number for citation in review.citations}
    return (f"[{numbers[paper.id]}] {reference(paper)}" for paper in review.papers)


def _said(review: Review, sentence: Sentence) -> str:
    doubt = " (only partly borne out)" if sentence.verdict == "partial" else ""
    return inline(sentence.text) + "".join(f" [{n}]" for n in review.numbers(sentence)) + doubt


def _section(heading: str, lines: Sequence[str]) -> list[str]:
    return [f"## {heading}", *_listed(lines)] if lines else []


def _listed(lines: Sequence[str]) -> list[str]:
    return ["\n".join(f"- {line}" for line in lines)] if lines else []
