"""The papers found, judged for the question by a model: titles and nearest sentences in one call, numbers come back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.candidates import Candidate, Found
from assistant.model import Message, Request
from assistant.orders import KEY
from assistant.prompts import load_prompt
from assistant.records import Evidence
from assistant.replies import Tally
from assistant.writing.calls import CUT, Calls
from assistant.writing.neutral import shown_text, shown_title

SYSTEM, TASK = "rank", "rank_task"
MOST = 20
BEST = 3
WHOLE = 6
"""Of the papers that search puts first, whole abstracts are shown."""
SENTENCES = 2
"""Of each other paper, those nearest to the question, with the ones before and behind them."""
LONGEST = 400
"""Characters of one of them."""
LONGEST_WHOLE = 2500
"""Characters of an abstract that is shown whole."""
MAX_TOKENS = 2400
"""Of the reply: a line a paper, and room to think."""
RANK_FAILED = "The model did not judge the papers; they stand as the search found them"
UNREADABLE = "The model's judgement of the papers could not be read; they stand as the search found them."
_LEAD = re.compile(r"[^\w\[]*(?:\d{1,2}\s*[.):|]+[^\w\[]*)?(?:(?:paper|key)\b[^\w\[]*)?", re.IGNORECASE)
_APART = r"[\s:=|,*`\"'()\u2013\u2014\u2192-]*"
_MARKED = re.compile(
    rf"[\s,;|\"'`]*(?:\[(?P<square>[^\[\]]{{1,30}})\]|(?P<bare>{KEY})\b){_APART}"
    rf"(?:(?:score|mark|rating|grade|number|relevance)(?: score)?\b(?: (?:is|of)\b)?{_APART})?"
    r"(?<!-)(?P<mark>\d{1,9})(?:\s*/\s*3|\s+(?:out )?of 3)?(?!\w|[.,]\d|\s*[/&\u2013\u2014-]\s*\d|\s*(?:%|per ?cent\b)"
    r"|\s*[\xbc-\xbe]|\s+(?:(?:points?|stars?|marks?)\s+)?(?:(?:or|to|and|(?:out )?of)\s+)?\d)[)*`\"]*",
    re.IGNORECASE,
)
"""A paper and its mark. A sign before the number, a fraction, a range or another scale make it none."""
_KEYS = re.compile(rf"\b{KEY}\b", re.IGNORECASE)
_NONE = re.compile(r"(?:\s*```\w*\s)?\W*none\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Nearest:
    """A paper with what of its abstract is nearest to the question: stretches of sentences that follow each other."""

    evidence: Evidence
    sentences: tuple[tuple[str, ...], ...]


def nearest(found: Sequence[Found]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """For each paper's id the stretches around the sentences that are nearest to any part of the question."""
    parts: dict[str, list[Found]] = {}
    for paper in found:
        parts.setdefault(paper.evidence.paper.id, []).append(paper)
    return {paper_id: _around([paper.sentences for paper in mine]) for paper_id, mine in parts.items()}


def _around(parts: Sequence[Sequence[Candidate]]) -> tuple[tuple[str, ...], ...]:
    """The stretches of one abstract, of whose sentences each part of the question has the same ones."""
    similar = [max(same, key=lambda s: s.similarity).similarity for same in zip(*parts, strict=True)]
    best = sorted(range(len(similar)), key=lambda i: -similar[i])[:SENTENCES]
    kept = sorted({i for b in best for i in (b - 1, b, b + 1) if 0 <= i < len(similar)})
    return tuple(
        tuple(parts[0][i].text for _, i in run) for _, run in groupby(enumerate(kept), lambda at: at[1] - at[0])
    )


def request(question: str, papers: Sequence[Nearest]) -> Request:
    """The call that has the papers judged."""
    shown = "\n\n".join(_shown(paper, whole=i < WHOLE) for i, paper in enumerate(papers))
    task = load_prompt(TASK).filled({"papers": shown, "question": question})
    messages = Message("system", load_prompt(SYSTEM).filled({})), Message("user", task)
    return Request(messages, MAX_TOKENS, temperature=0.0)


def _shown(paper: Nearest, *, whole: bool) -> str:
    own = paper.evidence.paper
    year = f" ({own.year})" if own.year else ""
    abstract = shown_text(own.abstract) if whole and len(own.abstract) <= LONGEST_WHOLE else _excerpt(paper.sentences)
    return f"[{paper.evidence.key}] {shown_title(own)}{year}\n{abstract}"


def _excerpt(stretches: Sequence[Sequence[str]]) -> str:
    texts = [" ".join(_cut(shown_text(text)) for text in stretch) for stretch in stretches]
    return " \u2026 ".join(("", *texts, "")).strip()


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST].rpartition(' ')[0]} \u2026"


def marks(reply: str, keys: frozenset[str]) -> Mapping[str, int] | None:
    """The marks in the order of the reply, then 0 for every paper that it does not name: those it was to leave out.

    None, so that the order stays, where one paper has no mark that can be read: it is named without one, or with two,
    or with one that does not exist, or is not among these. Marks for some papers only would put the others last.
    None too where there are neither marks nor a plain "none".
    """
    found: dict[str, int] = {}
    for key, mark in _read(reply):
        if key not in keys or mark > BEST or found.setdefault(key, mark) != mark:
            return None
    named = keys.intersection(key.lower() for key in _KEYS.findall(reply))
    if named - found.keys() or not (found or _NONE.fullmatch(reply)):
        return None
    return found | dict.fromkeys(sorted(keys - found.keys()), 0)


def _read(reply: str) -> Iterator[tuple[str, int]]:
    """Each key with its mark, from lines that begin so: "[k] 3", "Paper [k]: 3", "| [k] | 3 |", "[k] score: 3/3"."""
    for line in reply.splitlines():
        lead = _LEAD.match(line)
        at = lead.end() if lead else 0
        while match := _MARKED.match(line, at):
            yield (match["square"] or match["bare"]).strip().lower(), int(match["mark"])
            at = match.end()


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
    whole = reply.finish_reason.lower() not in CUT  # a paper that was not come to is not one that was left out
    found = marks(reply.text, frozenset(paper.evidence.key for paper in papers)) if whole else None
    if found is None:
        calls.notices.append(UNREADABLE)
        calls.tally += Tally(malformed=1)
        return None
    return ordered([paper.evidence for paper in papers], found)
