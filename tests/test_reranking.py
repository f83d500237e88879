"""The head of a ranking read once more: what is read, and what a say in the order means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.embedding.minilm import open_tokenizer
from assistant.embedding.pair_network import word_pieces
from assistant.embedding.ranker import MAX_QUESTION, MAX_TITLE, MAX_TOKENS, Readable, packed
from assistant.fitted import SearchWeights
from assistant.records import Scores
from assistant.reranking import Scored, in_doubt, readable, reread
from tests.fakes import a_paper, stored

WEIGHTS = SearchWeights(dense=0.5, sentence=0.5, rerank=0.2, doubt=9.0, pool=100, head=50, reread=3)
VECTOR = np.array([1.0, 0.0], np.float32)
TOKENIZER = open_tokenizer()


def pieces(text: str) -> list[int]:
    return word_pieces(TOKENIZER, text)


class Liking:
    """A ranker that likes titles by a table."""

    def __init__(self, **marks: float) -> None:
        self.marks = marks
        self.read: list[str] = []

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:
        assert question == "?"
        self.read += [paper.title for paper in papers]
        return np.array([self.marks[paper.title] for paper in papers], np.float32)


def ranking(**scores: float) -> list[Scored]:
    papers = {title: stored(f"p-{title}", a_paper(title, "We look. We see.")) for title in scores}
    return [Scored(papers[title], None, score, Scores(dense=score)) for title, score in scores.items()]


def titles(ranked: Sequence[Scored]) -> list[str]:
    return [found.stored.paper.title for found in ranked]


def test_the_ranker_has_its_say_in_the_head_alone() -> None:
    ranker = Liking(a=-1.0, b=2.0, c=0.5)
    again = reread("?", VECTOR, ranking(a=1.0, b=0.9, c=0.8, d=0.7, e=0.6), WEIGHTS, ranker)
    assert ranker.read == ["a", "b", "c"]
    assert titles(again) == ["b", "c", "a", "d", "e"]
    assert [found.score for found in again] == pytest.approx([1.3, 0.9, 0.8, 0.5, 0.4])
    assert [found.scores.rerank for found in again] == [2.0, 0.5, -1.0, None, None]
    assert all(found.scores.dense is not None for found in again)


def test_nobody_is_read_where_the_ranker_has_no_say() -> None:
    ranked = ranking(a=1.0, b=0.9)
    assert reread("?", VECTOR, ranked, replace(WEIGHTS, rerank=0.0), Liking()) == ranked
    assert reread("?", VECTOR, ranked, replace(WEIGHTS, reread=0), Liking()) == ranked
    assert reread("?", VECTOR, [], WEIGHTS, Liking()) == []


def test_nobody_is_read_where_the_first_is_clear() -> None:
    weights = replace(WEIGHTS, doubt=0.25)
    assert in_doubt([1.0, 0.8, 0.7], weights)
    assert not in_doubt([1.0, 0.75, 0.7], weights)
    assert not in_doubt([1.0], weights)
    assert not in_doubt([], weights)
    ranked, ranker = ranking(a=1.0, b=0.75, c=0.74), Liking(a=-1.0, b=2.0, c=0.5)
    assert reread("?", VECTOR, ranked, weights, ranker) == ranked
    assert ranker.read == []
    assert titles(reread("?", VECTOR, ranked, replace(weights, doubt=0.26), ranker)) == ["b", "c", "a"]


@given(
    scores=st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=8),
    marks=st.lists(st.floats(-6, 6, allow_nan=False), min_size=8, max_size=8),
)
def test_those_behind_the_head_stay_behind_it(scores: list[float], marks: list[float]) -> None:
    names = [chr(97 + i) for i in range(len(scores))]
    before = ranking(**dict(zip(names, sorted(scores, reverse=True), strict=True)))
    again = reread("?", VECTOR, before, WEIGHTS, Liking(**dict(zip(names, marks, strict=False))))
    values = [found.score for found in again]
    assert values == sorted(values, reverse=True)
    assert sorted(titles(again)) == names
    rest = [found for found in again if found.scores.rerank is None]
    if len(scores) > 1 and rest:
        assert max(found.score for found in rest) <= min(f.score for f in again if f.scores.rerank is not None) + 1e-6


def test_the_sentences_nearest_to_the_question_come_first() -> None:
    record = stored("p1", a_paper("On Tea", "Tea is hot. Cups are cold. Tea cools fast."))
    vectors = np.array([[0.2, 0], [0.9, 0], [0.5, 0]], np.float32)
    assert readable(record, vectors, VECTOR) == Readable(
        "On Tea", ("Tea is hot.", "Cups are cold.", "Tea cools fast."), (1, 2, 0)
    )
    assert readable(record, None, VECTOR).order == (0, 1, 2)


def test_what_fits_is_read_in_the_order_of_the_text() -> None:
    sentences = ("Alpha is one.", "Beta is two. " * 30, "Gamma is three.", "Delta is four.")
    asked, read = packed(pieces, "What is three?", Readable("Letters", sentences, (2, 0, 1, 3)))
    assert asked == pieces("What is three?")
    room = MAX_TOKENS - 3 - len(asked)
    assert len(read) == room
    kept = pieces("Letters") + pieces("Alpha is one.")
    assert read[: len(kept)] == kept
    assert read[-len(pieces("Gamma is three.")) :] == pieces("Gamma is three.")
    assert pieces("Delta is four.") != read[-len(pieces("Delta is four.")) :]


@pytest.mark.parametrize("question", ["", "owl " * 5000, "o" * 5000, "\ud800 owl"])
@pytest.mark.parametrize("title", ["", "owl " * 5000])
def test_no_text_is_too_long(question: str, title: str) -> None:
    asked, read = packed(pieces, question, Readable(title, ("barn " * 900,) * 3, (2, 1, 0)))
    assert len(asked) <= MAX_QUESTION
    assert len(asked) + len(read) + 3 <= MAX_TOKENS
    assert read[:MAX_TITLE] == pieces(title)[:MAX_TITLE] or len(pieces(title)) < MAX_TITLE
