"""Why a paper was found, as HTML: its match score taken apart and said in words, and papers that are like it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.explaining import Explanation, Match
from assistant.records import Evidence, Scores
from assistant.ui.cards import small_card
from assistant.ui.markup import plain
from assistant.ui.maths import shown

MOST_WORDS = 8


def why_html(explanation: Explanation | None) -> str:
    """The words and the sentence that matched, and the parts of the score; None is said to be unknown."""
    if explanation is None:
        return '<p class="la-note">This paper is no longer in the library, so its match cannot be explained.</p>'
    return f"{_words(explanation)}{_nearest(explanation)}{_scores(explanation.scores)}"


def likes_html(found: Sequence[Evidence], explained: Sequence[Explanation]) -> str:
    """Papers like another, best first, each with the words that they share."""
    if not found:
        return '<p class="la-note" role="status">The library has no other paper like this one.</p>'
    shared = {one.paper.id: _shared(one) for one in explained}
    rows = "".join(small_card(one, shared.get(one.paper.id, "")) for one in found)
    return f'<h4 class="la-likes-head">More like this</h4><ul>{rows}</ul>'


def matches_html(found: Sequence[Evidence]) -> str:
    """Papers that fit some words, to be chosen."""
    if not found:
        return '<p class="la-note" role="status">No paper fits these words.</p>'
    return f"<ul>{''.join(small_card(one) for one in found)}</ul>"


def _shared(explanation: Explanation) -> str:
    words = ", ".join(match.word for match in explanation.words[:MOST_WORDS])
    return f'<p class="la-note">Both speak of {plain(words)}</p>' if words else ""


def _words(explanation: Explanation) -> str:
    has = ", ".join(_word(match) for match in explanation.words[:MOST_WORDS]) or "none"
    lacks = ", ".join(explanation.missing[:MOST_WORDS])
    not_in = f"; not in it: {plain(lacks)}" if lacks else ""
    return f"<p>Words of the question in this paper: {plain(has)}{not_in}.</p>"


def _word(match: Match) -> str:
    return f"{match.word} (in the title)" if match.in_title else match.word


def _nearest(explanation: Explanation) -> str:
    if explanation.nearest is None:
        return ""
    return f'<p dir="auto">Nearest sentence: “{shown(explanation.nearest.sentence)}”</p>'


def _scores(scores: Scores) -> str:
    parts = (
        ("Meaning, abstract and question", scores.dense, "closeness; 1 would be the same text"),
        ("Meaning, best sentence", scores.sentence, "closeness; 1 would be the same text"),
        ("Words in common", scores.bm25, "BM25; rarer words weigh more"),
        ("Read together", scores.rerank, "by the ranker, asked only when in doubt"),
    )
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{value:.2f}</td><td>{note}</td></tr>'
        for name, value, note in parts
        if value is not None
    )
    return f'<table class="la-scores"><tbody>{rows}</tbody></table>' if rows else ""
