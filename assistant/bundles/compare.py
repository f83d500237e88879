"""What has changed between two bundles: a pure function of both, and of today's library where it is at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.bundles.differences import (
    CitationDifference,
    Claim,
    Difference,
    EvidenceDifference,
    Fact,
    PaperDifference,
    SentenceDifference,
    Today,
)
from assistant.bundles.pairing import Pair, paired
from assistant.bundles.records import Bundle, Seen
from assistant.records import Answer, Citation, Sentence

SEEN = frozenset({"question", "status", "not covered"})
"""The facts that are part of what a reader sees of an answer."""


def compare(before: Bundle, after: Bundle, library: Mapping[str, Today] | None = None) -> Difference:
    """What is different in the later of two bundles.

    `library` has, by the id of the first bundle, those of its papers that today's library still holds; without it
    abstracts are compared for papers in both bundles, and none can be called gone.
    """
    was = before if library is None else _renamed(before, library)
    return Difference(
        question=after.question,
        facts=tuple(_facts(before, after)),
        sentences=tuple(_sentence(was.answer, after.answer, pair) for pair in _pairs(was.answer, after.answer)),
        citations=tuple(_citations(was.answer, after.answer)),
        evidence=tuple(_evidence(was.evidence, after.evidence)),
        papers=tuple(_both(before, after) if library is None else _known(before, library)),
    )


def _facts(before: Bundle, after: Bundle) -> Iterable[Fact]:
    was, now = _told(before), _told(after)
    for name in (*was, *(name for name in now if name not in was)):
        if was.get(name, "") != now.get(name, ""):
            yield Fact(name, was.get(name, ""), now.get(name, ""), name in SEEN)


def _told(bundle: Bundle) -> dict[str, str]:
    answer = bundle.answer
    return {
        "question": bundle.question,
        "status": answer.status,
        "not covered": "; ".join(answer.missing),
        "mode": answer.mode,
        "model": answer.model or "",
        "searched for": "; ".join((answer.plan.question, *answer.plan.sub_questions)),
        "notices": " ".join(answer.notices),
        "library": bundle.library.id,
        "papers in the library": str(bundle.library.papers),
        "times it was written to": str(bundle.library.generation),
        "fingerprint": answer.fingerprint,
        "version": bundle.program,
        **{f"prompt {name}": digest for name, digest in answer.prompts},
    }


def _pairs(before: Answer, after: Answer) -> Iterable[Pair]:
    return paired([s.text for s in before.sentences], [s.text for s in after.sentences])


def _sentence(before: Answer, after: Answer, pair: Pair) -> SentenceDifference:
    was = None if pair.before is None else _claim(before, before.sentences[pair.before])
    now = None if pair.after is None else _claim(after, after.sentences[pair.after])
    if was is None or now is None:
        return SentenceDifference("added" if was is None else "lost", was, now)
    return SentenceDifference(
        "same" if pair.same else "changed", was, now, was.verdict != now.verdict, set(was.papers) != set(now.papers)
    )


def _claim(answer: Answer, sentence: Sentence) -> Claim:
    papers = dict.fromkeys(answer.citations[i].paper.id for i in sentence.citations)
    return Claim(sentence.text, sentence.verdict, tuple(papers))


def _citations(before: Answer, after: Answer) -> Iterable[CitationDifference]:
    was, now = _quotes(before), _quotes(after)
    for key, places in now.items():
        paper = places[0].paper
        if key not in was:
            yield CitationDifference("added", paper.id, paper.title, key[1])
        elif {(c.start, c.end) for c in places} != {(c.start, c.end) for c in was[key]}:
            yield CitationDifference("moved", paper.id, paper.title, key[1])
    for key, places in was.items():
        if key not in now:
            yield CitationDifference("lost", places[0].paper.id, places[0].paper.title, key[1])


def _quotes(answer: Answer) -> dict[tuple[str, str], list[Citation]]:
    """Citations by paper and quote: numbers are given anew in each answer, and places shift with an abstract."""
    found: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        found.setdefault((citation.paper.id, citation.quote), []).append(citation)
    return found


def _evidence(before: Iterable[Seen], after: Iterable[Seen]) -> Iterable[EvidenceDifference]:
    was = {seen.paper_id: seen for seen in before if seen.rank is not None}
    now = {seen.paper_id: seen for seen in after if seen.rank is not None}
    for paper_id, seen in now.items():
        rank = was[paper_id].rank if paper_id in was else None
        if rank != seen.rank:
            yield EvidenceDifference(paper_id, seen.title, rank, seen.rank)
    for paper_id, seen in was.items():
        if paper_id not in now:
            yield EvidenceDifference(paper_id, seen.title, seen.rank, None)


def _both(before: Bundle, after: Bundle) -> Iterable[PaperDifference]:
    now = {seen.paper_id: seen.digest for seen in after.evidence}
    for seen in before.evidence:
        if now.get(seen.paper_id, seen.digest) != seen.digest:
            yield PaperDifference("abstract changed", seen.paper_id, seen.title)


def _known(before: Bundle, library: Mapping[str, Today]) -> Iterable[PaperDifference]:
    for seen in before.evidence:
        if (now := library.get(seen.paper_id)) is None:
            yield PaperDifference("gone", seen.paper_id, seen.title)
            continue
        if now.paper_id != seen.paper_id:
            yield PaperDifference("joined to another", seen.paper_id, seen.title)
        if now.digest != seen.digest:
            yield PaperDifference("abstract changed", seen.paper_id, seen.title)


def _renamed(bundle: Bundle, library: Mapping[str, Today]) -> Bundle:
    """The bundle with its papers under the ids that they have now, so that each is compared with itself."""
    ids = {paper_id: now.paper_id for paper_id, now in library.items()}
    citations = tuple(
        replace(c, paper=replace(c.paper, id=ids.get(c.paper.id, c.paper.id))) for c in bundle.answer.citations
    )
    evidence = tuple(replace(seen, paper_id=ids.get(seen.paper_id, seen.paper_id)) for seen in bundle.evidence)
    return replace(bundle, answer=replace(bundle.answer, citations=citations), evidence=evidence)
