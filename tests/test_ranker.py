"""The network that says how well a paper answers a question: what it prefers, and that nothing upsets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.ranker import FILE, SHA256, Ranker, Readable
from assistant.errors import EmbeddingError
from tests import small_library


def readable(title: str, text: str) -> Readable:
    sentences = tuple(f"{sentence}." for sentence in text.rstrip(".").split(". "))
    return Readable(title, sentences, tuple(range(len(sentences))))


PAPERS = [readable(str(row["title"]), str(row["abstract"])) for row in small_library.PAPERS]
QUESTIONS = {
    "When will the insects move out?": "Hive Scales Reveal When Bees Swarm",
    "Can a model be trained on the same text several times?": "Repeating Training Text: How Often Is Too Often?",
    "language model reading raw bytes": "Byte Windows: Language Models without a Tokenizer",
    "Which study cut branches with the help of photographs?": "Learning to Prune Apple Trees from Winter Photographs",
    "How much did the ocean rise along the German coast?": "Tide Gauges and the Slow Rise of the Wadden Sea",
}


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_paper_that_answers_scores_highest(ranker: Ranker, question: str) -> None:
    scores = ranker.score(question, PAPERS)
    assert PAPERS[int(scores.argmax())].title == QUESTIONS[question]


def test_a_question_that_no_paper_answers_scores_low(ranker: Ranker) -> None:
    answered = min(ranker.score(question, PAPERS).max() for question in QUESTIONS)
    for question in ("Who painted the Sistine chapel?", "How do volcanoes form on Io?"):
        assert ranker.score(question, PAPERS).max() < answered


def test_a_score_depends_on_its_paper_alone(ranker: Ranker) -> None:
    question = next(iter(QUESTIONS))
    together = ranker.score(question, PAPERS)
    assert together.shape == (len(PAPERS),)
    assert together.dtype == np.float32
    alone = np.concatenate([ranker.score(question, [paper]) for paper in PAPERS])
    np.testing.assert_array_equal(together, alone)
    assert ranker.score(question, []).shape == (0,)


def test_many_threads_and_instances_say_the_same(ranker: Ranker) -> None:
    question, fresh = next(iter(QUESTIONS)), Ranker()
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda _: fresh.score(question, PAPERS[:2]), range(16)))
    for row in rows:
        np.testing.assert_array_equal(row, ranker.score(question, PAPERS[:2]))


@pytest.mark.parametrize("text", ["", "owl " * 5000, "o" * 50_000, "\ud800 owl"])
def test_any_text_has_a_score(ranker: Ranker, text: str) -> None:
    papers = [Readable(text, (text, text), (1, 0)), Readable(text, (), ())]
    assert np.isfinite(ranker.score(text, papers)).all()


def test_the_file_is_small_and_checked(tmp_path: Path, ranker: Ranker) -> None:
    assert FILE.stat().st_size < 25_000_000
    assert SHA256.startswith(ranker.fingerprint.removeprefix("ranker-"))
    damaged = tmp_path / "ranker.onnx"
    with pytest.raises(EmbeddingError, match="cannot read"):
        Ranker(damaged).score("?", PAPERS[:1])
    damaged.write_bytes(FILE.read_bytes()[:-1])
    with pytest.raises(EmbeddingError, match="is damaged"):
        Ranker(damaged).score("?", PAPERS[:1])
