"""The newest papers of all, on a subject, or of those cited before, where a question asks for them.

For answers without a model. A model is given the papers with their dates and sees for itself which is newest; rules
narrow the search to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.conditions import NUMBERS
from assistant.embedding import Embedder
from assistant.finding import asked, find, select_papers
from assistant.library import Snapshot
from assistant.library.columns import UNKNOWN
from assistant.naming import WORKS
from assistant.planning import Planned, together
from assistant.records import Filters, Paper, SearchPlan, Turn
from assistant.terms import question_terms

LOOKED_AT = 30
"""Papers found on the subject, among which the newest are looked for."""
FEW, MOST = 3, 10
"""How many "the latest papers" are, and how many there are at most."""
FIRST = "0001"
"""Whatever has a date is of this year or later."""
_N = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
_MOST = r"(?:most recent(?:ly published)?|newest|latest)"
_NEWEST = re.compile(
    rf"\b(?:(?P<n>{_N})\s+)?{_MOST}\s+(?:(?P<m>{_N})\s+)?(?=(?:[\w-]+\s+){{0,2}}(?P<works>{WORKS})\b)"
    rf"|\b(?:is|(?P<are>are))\s+(?:the\s+)?{_MOST}(?:\s+ones?)?(?=\W*$)",
    re.IGNORECASE,
)
_WHICH = re.compile(rf"\bwhich\s+(?P<n>{_N})\b", re.IGNORECASE)
_NEWER = rf"(?:the\s+)?(?:newer|more recent|{_MOST}|(?:published|written|came(?: out)?|appeared) (?:later|last|most recently))"
_BE = r"(?:['’]s|\s+(?:is|was|are|were))?\s+"
_THESE = re.compile(
    # Which of these is newer?
    rf"\bwhich\b[^.?!]*\bof\s+(?:these|those|them|both|the\s+{_N}(?=\s+(?:is|was|came|appeared)\b)"
    rf"|(?:the|these|those)\s+(?:\w+\s+)?{WORKS})\b[^.?!]*\b{_NEWER}\b"
    # Which is the newest of these?
    rf"|\b(?:which|what)\b[^.?!]*\b{_NEWER}\s+(?:(?:one|{WORKS})\s+)?of\s+(?:these|those|them|both|the)"
    rf"(?:\s+{_N})?(?:\s+{WORKS})?(?=\W*$|\s+(?:say|find|show|report|about)\b)"
    # Which one is newer?
    rf"|^(?:and\s+|so\s+)?(?:which(?:\s+(?:one|{WORKS}))?{_BE}{_NEWER}(?:\s+(?:one|{WORKS}))?|what{_BE}{_NEWER}(?:\s+one)?)\W*$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(?:do|does|did|says?|according)\b", re.IGNORECASE)
"""Asks what papers say, and not for the papers themselves."""
_SAYS_NOTHING = (
    "paper article work study survey preprint publication research abstract review library collection "
    "say tell find show speak name list describe summarize summarise"
)
NONE_DATED = "No paper with a date speaks of all that the question names, so the newest could not be told."


def newest(snapshot: Snapshot, embedder: Embedder, question: str, read: Planned, history: Sequence[Turn]) -> Planned:
    """The plan of a question, narrowed to the newest papers where the question asks for them.

    On a subject these are the latest of the papers found that have all its words, in their titles if some do; a paper
    without a date is none. Where no subject is named they are the latest of all that the filters let through.
    """
    filters = read.plan.filters
    if history and _THESE.search(question):
        return _narrowed(read, history[-1].answer.standalone_question, _cited(snapshot, history, filters), 1)
    found = _NEWEST.search(read.plan.question)
    if found is None:
        return read
    which = _WHICH.search(read.plan.question) if found["are"] else None
    subject = " ".join(_NEWEST.sub(" ", read.plan.question).split())
    subject = _WHICH.sub("which", subject) if which else subject
    n = _number(which["n"] if which else found["n"] or found["m"], found["works"] or ("papers" if found["are"] else ""))
    words = question_terms(snapshot, subject).weights.keys() - frozenset(snapshot.lexical.terms(_SAYS_NOTHING))
    if not words:
        return _narrowed(read, "", _latest(snapshot, filters), n)
    dated = together(filters, Filters(date_from=FIRST))
    papers = [found.paper for found in find(snapshot, asked(embedder, subject), LOOKED_AT, dated)]
    return _narrowed(read, subject, _about(snapshot, papers, frozenset(words), n), n)


def _number(said: str | None, works: str) -> int:
    """How many are meant by a number, or else by a word for papers."""
    if said is None:
        return FEW if works.lower().endswith(("s", "research")) else 1
    n = int(said) if said.isdigit() else NUMBERS.index(said.lower()) + 1
    return min(max(n, 1), MOST)


def _cited(snapshot: Snapshot, history: Sequence[Turn], filters: Filters) -> list[Paper]:
    """The papers of the last answer, with those of answers before it until there are two to choose from."""
    cited: dict[str, Paper] = {}
    for turn in reversed(history):
        if len(cited) < 2:
            cited |= {c.paper.id: c.paper for c in turn.answer.citations}
    selection = select_papers(snapshot, filters)
    kept = cited if selection is None else selection.kept(cited)
    return [paper for paper_id, paper in cited.items() if paper_id in kept]


def _latest(snapshot: Snapshot, filters: Filters) -> list[Paper]:
    """The latest of all papers; of a year, a month and a day that begin alike the day comes last."""
    selection, columns = select_papers(snapshot, filters), snapshot.catalogue.columns
    numbers = np.flatnonzero(columns["alive"] if selection is None else snapshot.met(selection))
    numbers = numbers[columns["day_first"][numbers] != UNKNOWN]
    order = np.lexsort((-columns["day_last"][numbers], columns["day_first"][numbers]))
    ids = snapshot.catalogue.ids_of(numbers[order[-LOOKED_AT:]].tolist())
    return [stored.paper for stored in snapshot.each(ids.values())]


def _about(snapshot: Snapshot, papers: Sequence[Paper], words: frozenset[str], n: int) -> list[Paper]:
    """The papers that have all words of a subject: in their titles, where enough to choose from do, else anywhere."""
    terms = snapshot.lexical.terms
    entitled = [paper for paper in papers if words <= frozenset(terms(paper.title))]
    if len(entitled) >= max(n, 2):
        return entitled
    return [paper for paper in papers if words <= frozenset(terms(f"{paper.title}\n{paper.abstract}"))]


def _narrowed(read: Planned, subject: str, papers: Sequence[Paper], n: int) -> Planned:
    """The plan with only the `n` newest of some papers, each asked for where the question is for papers themselves.

    Where there is no subject their titles are searched for.
    """
    dated = sorted((paper for paper in papers if paper.date), key=_day, reverse=True)
    if not dated:
        return replace(read, notices=(*read.notices, NONE_DATED))
    last = _day(dated[:n][-1])
    chosen = [paper for paper in dated if _day(paper) >= last]
    narrowed = replace(together(read.plan.filters, Filters(date_from=last)), paper_ids=tuple(p.id for p in chosen))
    each = tuple(f"{paper.title}: {subject}" if subject else paper.title for paper in chosen[:MOST])
    own = len(each) > 1 and not read.plan.sub_questions and (not subject or (n > 1 and not _OF_THEM.search(subject)))
    plan = SearchPlan(subject or each[0], each if own else read.plan.sub_questions, narrowed)
    return replace(read, plan=plan, notices=(*read.notices, _told(len(dated) if subject else 0, len(chosen), last)))


def _told(among: int, chosen: int, last: str) -> str:
    """How many papers were left, out of `among` on a subject, or of all there are where that is 0."""
    if among == 1:
        return f"One dated paper on this was found, of {last}; only that was searched."
    others = f"{among} dated papers on this" if among else "all dated papers that may be searched"
    if chosen == 1:
        return f"Of {others} the newest is of {last}; only that was searched."
    return f"Of {others} the {chosen} newest are from {last} on; only these were searched."


def _day(paper: Paper) -> str:
    return paper.date or ""
