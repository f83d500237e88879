"""The papers found, judged for the question by a model: titles and nearest sentences in one call, numbers come back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.candidates import Candidate, Found
from assistant.model import Message, Request
from assistant.prompts import load_prompt
from assistant.records import Evidence
from assistant.replies import Tally
from assistant.writing.calls import Calls
from assistant.writing.neutral import shown_text, shown_title
from assistant.writing.tidy import KEY

SYSTEM, TASK = "rank", "rank_task"
MOST = 20
SENTENCES = 3
"""Of each paper, those nearest to the question."""
LONGEST = 400
"""Characters of one of them."""
MAX_TOKENS = 2400
"""Of the reply: a line a paper, and room to think."""
RANK_FAILED = "The model did not judge the papers; they stand as the search found them"
UNREADABLE = "The model's judgement of the papers could not be read; they stand as the search found them."
_LINE = re.compile(
    rf"^[\s>*#-]*(?:\d{{1,2}}[.)]\s*)?\[?(?P<key>{KEY})\]?[\s:=\u2013\u2014,*-]+(?P<mark>[0-3])\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Nearest:
    """A paper with the sentences of its abstract that are nearest to the question."""

    evidence: Evidence
    sentences: tuple[str, ...]


def nearest(found: Sequence[Found]) -> Mapping[str, tuple[str, ...]]:
    """For each paper's id its nearest sentences, in the order of the abstract."""
    return {paper.evidence.paper.id: tuple(s.text for s in _best(paper.sentences)) for paper in found}


def _best(sentences: Sequence[Candidate]) -> list[Candidate]:
    return sorted(sorted(sentences, key=lambda s: -s.similarity)[:SENTENCES], key=lambda s: s.start)


def request(question: str, papers: Sequence[Nearest]) -> Request:
    """The call that has the papers judged."""
    shown = "\n\n".join(_shown(paper) for paper in papers)
    task = load_prompt(TASK).filled({"papers": shown, "question": question})
    messages = Message("system", load_prompt(SYSTEM).filled({})), Message("user", task)
    return Request(messages, MAX_TOKENS, temperature=0.0)


def _shown(paper: Nearest) -> str:
    year = f" ({paper.evidence.paper.year})" if paper.evidence.paper.year else ""
    sentences = " \u2026 ".join(shown_text(text[:LONGEST]) for text in paper.sentences)
    return f"[{paper.evidence.key}] {shown_title(paper.evidence.paper)}{year}\n{sentences}"


def marks(reply: str, keys: frozenset[str]) -> Mapping[str, int] | None:
    """The mark of every paper, in the order of the reply; None where it is not one mark for each and no other."""
    found: dict[str, int] = {}
    for line in reply.splitlines():
        if match := _LINE.match(line):
            key = match["key"].lower()
            if key not in keys or found.setdefault(key, int(match["mark"])) != int(match["mark"]):
                return None
    return found if found.keys() == keys else None


def ordered(evidence: Sequence[Evidence], by_key: Mapping[str, int]) -> tuple[Evidence, ...]:
    """The papers that help, best first: by mark, then in the order of the reply. Those marked 0 are left out.

    The mark is kept as `scores.rerank`, and the score begins with it, as it is what orders them now.
    """
    places = list(by_key)
    kept = sorted((e for e in evidence if by_key[e.key]), key=lambda e: (-by_key[e.key], places.index(e.key)))
    return tuple(
        replace(e, score=by_key[e.key] + 1 / (2 + rank), scores=replace(e.scores, rerank=float(by_key[e.key])))
        for rank, e in enumerate(kept)
    )


def ranked(question: str, papers: Sequence[Nearest], calls: Calls) -> tuple[Evidence, ...] | None:
    """The papers that help, best first; None, counted in the notices, where the model has no say in it.

    Raises:
        Stopped: the reader stopped.
    """
    reply = calls.tried("rank", (SYSTEM, TASK), request(question, papers), RANK_FAILED)
    if reply is None:
        return None
    found = marks(reply.text, frozenset(paper.evidence.key for paper in papers))
    if found is None:
        calls.notices.append(UNREADABLE)
        calls.tally += Tally(malformed=1)
        return None
    return ordered([paper.evidence for paper in papers], found)
