"""What has changed between two answers, as lines to read."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.bundles import Difference
from assistant.bundles.differences import Claim, EvidenceDifference, Fact, SentenceDifference
from assistant.escaping import visible
from assistant.questions import one_line

MOST = 200
"""Characters of a value that are shown."""


def told(difference: Difference) -> str:
    """The question, whether the answer is another, and below it everything that is, part by part."""
    parts = [f"Question: {short(difference.question)}\n{_verdict(difference)}"]
    for head, lines in (
        ("Answer", [*_sentences(difference), *_seen_facts(difference)]),
        ("Citations", _citations(difference)),
        ("Papers", [f"  {p.change}: {short(p.title)}  [{visible(p.paper_id)}]" for p in difference.papers]),
        ("Evidence", [_evidence(e) for e in difference.evidence]),
        ("Circumstances", [_fact(f) for f in difference.facts if not f.seen]),
    ):
        if lines:
            parts.append("\n".join([f"{head}:", *lines]))
    return "\n\n".join(parts)


def short(text: str) -> str:
    """Text on one line, its beginning where it is long, with what would steer the reader written out."""
    line = visible(one_line(text[: 4 * MOST]))
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"


def _verdict(difference: Difference) -> str:
    if not difference.anything_changed:
        return "Nothing has changed."
    if not difference.answer_changed:
        return "The answer is the same; what it rests on has changed."
    counts = [
        (sum(s.change == change for s in difference.sentences), change) for change in ("changed", "added", "lost")
    ]
    same = sum(not s.altered for s in difference.sentences)
    told = ", ".join(f"{n} {change}" for n, change in counts if n)
    return f"The answer has changed: {same} sentence{'' if same == 1 else 's'} as before{told and ', '}{told}."


def _sentences(difference: Difference) -> Iterable[str]:
    for sentence in difference.sentences:
        if sentence.altered:
            yield from _sentence(sentence)


def _sentence(sentence: SentenceDifference) -> Iterable[str]:
    before, after = sentence.before, sentence.after
    if sentence.change != "same":
        yield from (f"  {mark} {short(claim.text)}" for mark, claim in (("-", before), ("+", after)) if claim)
    elif after:
        yield f"    {short(after.text)}"
    if before and after and sentence.verdict_changed:
        yield f"      verdict: {before.verdict} → {after.verdict}"
    if before and after and sentence.papers_changed:
        yield f"      cites: {_papers(before)} → {_papers(after)}"


def _citations(difference: Difference) -> list[str]:
    """Without quotes that stand above as sentences that came or went, as all do of an answer without a model."""
    sides = [(s.before, s.after) for s in difference.sentences if s.change != "same"]
    above = {one_line(claim.text) for pair in sides for claim in pair if claim}
    shown = [c for c in difference.citations if one_line(c.quote) not in above]
    return [f"  {c.change}: “{short(c.quote)}” ({short(c.title)})" for c in shown]


def _papers(claim: Claim) -> str:
    return ", ".join(visible(paper_id) for paper_id in claim.papers) or "nothing"


def _seen_facts(difference: Difference) -> Iterable[str]:
    return (_fact(fact) for fact in difference.facts if fact.seen)


def _fact(fact: Fact) -> str:
    return f"  {visible(fact.name)}: {short(fact.before) or 'none'} → {short(fact.after) or 'none'}"


def _evidence(difference: EvidenceDifference) -> str:
    before, after = difference.before, difference.after
    if before is None:
        moved = f"found now, at rank {after}"
    elif after is None:
        moved = f"no longer found, was at rank {before}"
    else:
        moved = f"rank {before} → {after}"
    return f"  {moved}: {short(difference.title)}"
