"""Answers and papers that were found, as lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.explaining import Explanation, Match
from assistant.records import Answer, Evidence

MOST_WORDS = 12
"""So many words of a question are shown: one for papers like another has twenty-five."""


def answered(answer: Answer) -> str:
    """An answer with its references, the closest papers where it abstained, and its notices."""
    parts = [answer.to_markdown().strip()]
    if answer.nearest:
        parts.append("Closest papers:\n" + numbered(answer.nearest))
    return "\n\n".join([*parts, *answer.notices])


def numbered(evidence: Iterable[Evidence]) -> str:
    """A line a paper: its rank, title, year, id and score."""
    return "\n".join(_line(rank, found) for rank, found in enumerate(evidence, 1))


def explained(explanations: Iterable[Explanation], evidence: Iterable[Evidence], *, missing: bool) -> str:
    """Each line of `numbered`; below it the words and the sentence that matched, words `missing`, the ranker's mark."""
    why = {explanation.paper.id: _why(explanation, missing=missing) for explanation in explanations}
    lines = (line for rank, e in enumerate(evidence, 1) for line in (_line(rank, e), *why.get(e.paper.id, ())))
    return "\n".join(lines)


def _why(explanation: Explanation, *, missing: bool) -> Sequence[str]:
    words, nearest = explanation.words, explanation.nearest
    lines = [f"words: {_some([_word(match) for match in words]) or 'none'}"]
    if missing and explanation.missing:
        lines.append(f"not in it: {_some(explanation.missing)}")
    if nearest is not None:
        lines.append(f"nearest sentence (similarity {nearest.similarity:.2f}): {' '.join(nearest.sentence.split())}")
    if (mark := explanation.scores.rerank) is not None:
        lines.append(f"read together with the question by the ranker (mark {mark:.2f})")
    return [f"       {line}" for line in lines]


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - MOST_WORDS} more" if len(words) > MOST_WORDS else ""
    return ", ".join(words[:MOST_WORDS]) + more


def _word(match: Match) -> str:
    spelled = [word for word in match.spelled if word.casefold() != match.word.casefold()]
    facts = [f"as {' and '.join(spelled)}"] if spelled else []
    facts += ["title"] if match.in_title else []
    told = f" ({', '.join(facts)})" if facts else ""
    return f"{match.word} +{match.bm25:.1f}{told}"


def _line(rank: int, found: Evidence) -> str:
    paper = found.paper
    year = f" ({paper.year})" if paper.year else ""
    return f"{rank:3}. {paper.title}{year}  [{paper.id}, score {found.score:.2f}]"
