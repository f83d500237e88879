"""The newest papers of all, on a subject, or of those cited before, where a question asks for them.

The search is narrowed to them, as they may not be among the papers that fit best. A model is shown some others beside
them, with their dates, and tells for itself which of them speak of the subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.conditions import NUMBERS
from assistant.embedding import Embedder
from assistant.finding import asked, find, select_papers
from assistant.fitted import FITTED
from assistant.library import Snapshot
from assistant.library.columns import UNKNOWN
from assistant.naming import WORKS
from assistant.planning import Planned, together
from assistant.records import Filters, Paper, SearchPlan, Turn
from assistant.terms import question_terms

LOOKED_AT = 100
"""Papers found on the subject, among which the newest are looked for."""
RANKED = replace(FITTED.search, rerank=0.0)
"""Which of them comes first makes no difference, so no network is asked."""
FEW, MOST = 3, 10
"""How many "the latest papers" are, and how many there are at most."""
FIRST = "0001"
"""Whatever has a date is of this year or later."""
_N = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
_MOST = r"(?:most recent(?:ly published)?|newest|latest)"
_NEWEST = re.compile(
    rf"\b(?:(?P<n>{_N})\s+)?{_MOST}\s+(?:(?P<m>{_N})\s+)?(?:(?P<ones>ones?)\s+(?=of\b))?"
    rf"(?P<of>of\s+(?:all\s+)?(?:the\s+)?)?(?=(?:[\w-]+\s+){{0,2}}(?P<works>{WORKS})\b)"
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
MAX_LENGTH = 250
"""Of a question which of these is newer; in a long text of such words the search for them would take minutes."""
_ARE = re.compile(r"\bare\s+(?:the\s+)?$", re.IGNORECASE)
"""Stands before "the newest of the papers", where several are asked for."""
_OF_THEM = re.compile(r"\b(?:do|does|did|says?|according)\b", re.IGNORECASE)
"""Asks what papers say, and not for the papers themselves."""
_SAYING = frozenset(
    "say says said tell tells find finds found show shows report reports speak speaks describe describes conclude concludes "
    "publish published appear appears appeared release released write writes wrote written come comes came out".split()
)
"""What papers do, or is done with them, wherever it stands in a question."""
_ASKING = _SAYING | frozenset(
    "paper papers article articles work works study studies survey surveys preprint preprints publication publications "
    "research abstract abstracts review reviews library collection title titles author authors date dates year venue journal "
    "name names named list lists summarize summarise summary added new called entitled titled topic topics subject subjects "
    "content contents message finding findings result results conclusion conclusions".split()
)
"""What a question says of any paper; words as they are written, as "summarization" is a subject."""
_ON = re.compile(
    rf"\b(?:on|about|for|into|regarding|concerning|{WORKS}\s+of(?!\s+all\b))\s+(?:(?:the|an?)\s+)?([\w-]+)",
    re.IGNORECASE,
)
"""Behind this only what papers do is no subject; the word that follows is one, whatever it is."""
_HERE = re.compile(
    r"\b(?:in|of|from|within)\s+(?:the|this|your|our|my)\s+(?:\w+\s+)?(?:library|collection)\b", re.IGNORECASE
)
_WORD = re.compile(r"[\w-]+")
_BLANK = re.compile(r"\s+(?=[?.!,])")
NONE_DATED = "No paper with a date speaks of all that the question names, so the search was not narrowed to the newest."


def newest(
    snapshot: Snapshot,
    embedder: Embedder,
    question: str,
    read: Planned,
    history: Sequence[Turn],
    *,
    beside: int = 0,
) -> Planned:
    """The plan of a question, narrowed to the newest papers where the question asks for them.

    On a subject these are the latest of the papers found that have all its words, in their titles if some do; a paper
    without a date is none. Where no subject is named they are the latest of all that the filters let through. The next
    newest are searched, too, `beside` at most; of papers cited before, all of them.
    """
    filters = read.plan.filters
    if history and len(question) <= MAX_LENGTH and _THESE.search(question):
        subject, papers = history[-1].answer.standalone_question, _cited(snapshot, history, filters)
        return _narrowed(_of_parts(read, ()), subject, papers, 1, beside and len(papers))
    found = _NEWEST.search(read.plan.question)
    if found is None:
        return read
    which = _WHICH.search(read.plan.question) if found["are"] else None
    subject = _without(read.plan.question)
    subject = _WHICH.sub("which", subject) if which else subject
    n = _number(which["n"] if which else found["n"] or found["m"], _called(found))
    words = _subject(snapshot, read.plan.question)
    if not words:
        return _narrowed(_of_parts(read, ()), "", _latest(snapshot, filters), n, beside)
    parts = _parts(snapshot, read.plan.sub_questions)
    more = bool(read.plan.sub_questions) and not parts
    read = _of_parts(read, parts)
    dated = together(filters, Filters(date_from=FIRST))
    papers = [found.paper for found in find(snapshot, asked(embedder, subject), LOOKED_AT, dated, RANKED)]
    return _narrowed(read, subject, _about(snapshot, papers, words, n), n, beside, more=more)


def _of_parts(read: Planned, parts: tuple[str, ...]) -> Planned:
    """What was read, with other parts."""
    return replace(read, plan=replace(read.plan, sub_questions=parts))


def _parts(snapshot: Snapshot, parts: Sequence[str]) -> tuple[str, ...]:
    """The parts of a question, where each is of a subject of its own: what else is asked is of the same papers."""
    subjects = {_subject(snapshot, part) for part in parts}
    return tuple(map(_without, parts)) if len(subjects - {frozenset()}) == len(parts) else ()


def _without(question: str) -> str:
    """A question without its words for the newest, and for the library."""
    question = _NEWEST.sub(" ", question)
    return _BLANK.sub("", " ".join(_HERE.sub(" ", question).split()))


def _subject(snapshot: Snapshot, question: str) -> frozenset[str]:
    """The terms that a question names a subject by; none where it asks for the newest paper of all.

    They stand behind the word for papers, or else before "are the newest"; in a part, anywhere.
    """
    question = _HERE.sub(" ", _WHICH.sub("which", question))
    found = _NEWEST.search(question)
    before, behind = ("", question) if found is None else (question[: found.start()], question[found.end() :])
    if found and not found["works"]:
        before, behind = "", before
    on = _ON.search(behind)
    asking, first, about = (behind[: on.start()], on[1], behind[on.end() :]) if on else (behind, "", "")
    said = [word for word in _WORD.findall(f"{before} {asking}") if word.lower() not in _ASKING]
    said += [first, *(word for word in _WORD.findall(about) if word.lower() not in _SAYING)]
    return frozenset(question_terms(snapshot, " ".join(said)).weights)


def _called(found: re.Match[str]) -> str:
    """The word for papers that says how many are meant: behind "of" it only says among which."""
    if found["of"] and not found["ones"]:
        return "papers" if _ARE.search(found.string[: found.start()]) else ""
    return found["ones"] or found["works"] or ("papers" if found["are"] else "")


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


def _narrowed(
    read: Planned, subject: str, papers: Sequence[Paper], n: int, beside: int, *, more: bool = False
) -> Planned:
    """The plan with only the `n` newest of some papers and those `beside` them.

    Alone, each is asked for where the question is for papers themselves, or asks `more` than one thing of them. Without
    a subject titles are searched for.
    """
    dated = sorted((paper for paper in papers if paper.date), key=_day, reverse=True)
    if not dated:
        plan = replace(read.plan, question=subject or read.plan.question)
        return replace(read, plan=plan, notices=(*read.notices, NONE_DATED))
    last = _day(dated[:n][-1])
    chosen = [paper for paper in dated if _day(paper) >= last]
    shown = dated[: len(chosen) + beside]
    given = read.plan.filters
    each = tuple(f"{paper.title}: {subject}" if subject else paper.title for paper in chosen[:MOST])
    apart = more or not subject or (n > 1 and not _OF_THEM.search(subject))
    parts = read.plan.sub_questions or (each if apart and len(each) > 1 else ())
    told = _told(len(dated) if subject else 0, len(chosen), len(shown), last)
    alone = SearchPlan(each[0] if more or not subject else subject, parts, _only(given, chosen))
    notices = (*read.notices, told)
    if not beside:
        return replace(read, plan=alone, notices=notices)
    plan = SearchPlan(subject or each[0], read.plan.sub_questions, _only(given, shown))
    return replace(read, plan=plan, notices=notices, alone=alone)


def _only(filters: Filters, papers: Sequence[Paper]) -> Filters:
    """Filters that let only some papers through, that are sorted from the newest on."""
    filters = together(filters, Filters(date_from=_day(papers[-1])))
    return replace(filters, paper_ids=tuple(paper.id for paper in papers))


def _told(among: int, chosen: int, shown: int, last: str) -> str:
    """How many papers were left, out of `among` on a subject, or of all there are where that is 0."""
    if among == 1:
        return f"One dated paper on this was found, of {last}; only that was searched."
    others = f"{among} dated papers on this" if among else "all dated papers that may be searched"
    newest = f"the newest is of {last}" if chosen == 1 else f"the {chosen} newest are from {last} on"
    only = "only that was searched" if chosen == 1 else "only these were searched"
    return f"Of {others} {newest}; {only if shown == chosen else f'the {shown} newest were searched'}."


def _day(paper: Paper) -> str:
    return paper.date or ""
