"""The newest paper on a subject, or of those cited before, where a question asks for it; for answers without a model.

A model is given the papers with their dates and sees for itself which is newest; rules narrow the search to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.embedding import Embedder
from assistant.finding import asked, find, select_papers
from assistant.library import Snapshot
from assistant.naming import WORKS
from assistant.planning import Planned, together
from assistant.records import Filters, Paper, Turn
from assistant.terms import question_terms

LOOKED_AT = 30
"""Papers found on the subject, among which the newest is looked for."""
_MOST = r"(?:most recent|newest|latest)"
_NEWEST = re.compile(
    rf"\b{_MOST}\s+(?=(?:[\w-]+\s+){{0,2}}{WORKS}\b)|\b(?:is|are)\s+(?:the\s+)?{_MOST}(?:\s+one)?(?=\W*$)",
    re.IGNORECASE,
)
_OF_THESE = re.compile(
    rf"\bwhich\b[^.?!]*\bof\s+(?:these|those|them|(?:the|these|those)\s+(?:\w+\s+)?{WORKS})\b[^.?!]*"
    rf"\b(?:newer|more recent|{_MOST})\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = "paper article work study survey preprint publication research abstract review say tell find show speak"
NONE_DATED = "No paper with a date speaks of all that the question names, so the newest could not be told."


def newest(snapshot: Snapshot, embedder: Embedder, question: str, read: Planned, history: Sequence[Turn]) -> Planned:
    """The plan of a question, narrowed to the newest paper where the question asks for that.

    On a subject that is the latest of the papers found that have all its words, in their titles if some do; a paper
    without a date is none.
    """
    if history and _OF_THESE.search(question):
        cited = {c.paper.id: c.paper for turn in history for c in turn.answer.citations}
        selection = select_papers(snapshot, read.plan.filters)
        kept = cited if selection is None else selection.kept(cited)
        return _narrowed(read, history[-1].answer.standalone_question, [cited[i] for i in cited if i in kept])
    if not _NEWEST.search(read.plan.question):
        return read
    subject = " ".join(_NEWEST.sub(" ", read.plan.question).split())
    return _narrowed(read, subject, _about(snapshot, embedder, subject, read.plan.filters))


def _about(snapshot: Snapshot, embedder: Embedder, subject: str, filters: Filters) -> list[Paper]:
    """Papers that have all words of a subject: in their titles, where several do, else anywhere."""
    terms = snapshot.lexical.terms
    words = question_terms(snapshot, subject).weights.keys() - frozenset(terms(_SAYS_NOTHING))
    papers = [found.paper for found in find(snapshot, asked(embedder, subject), LOOKED_AT, filters)] if words else []
    entitled = [paper for paper in papers if words <= frozenset(terms(paper.title))]
    return (
        entitled if len(entitled) > 1 else [p for p in papers if words <= frozenset(terms(f"{p.title}\n{p.abstract}"))]
    )


def _narrowed(read: Planned, question: str, papers: Iterable[Paper]) -> Planned:
    dates = {paper.id: paper.date or str(paper.year) for paper in papers if paper.date or paper.year}
    if not dates:
        return replace(read, notices=(*read.notices, NONE_DATED))
    last = max(dates.values())
    ids = tuple(paper_id for paper_id, day in dates.items() if day == last)
    narrowed = replace(together(read.plan.filters, Filters(date_from=last)), paper_ids=ids)
    told = f"Of {len(dates)} dated papers on this the newest is of {last}; only that was searched."
    return replace(read, plan=replace(read.plan, question=question, filters=narrowed), notices=(*read.notices, told))
