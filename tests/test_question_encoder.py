"""Questions have upper layers of their own: they come nearer to what answers them, and papers' vectors stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load

from assistant.assistant import Assistant
from assistant.candidates import read_found
from assistant.cleaning import embedded_text
from assistant.embedding import Vectors, question_layers
from assistant.embedding.cache import cached_model
from assistant.embedding.graph import LAYERS
from assistant.embedding.minilm import DIMENSIONS, MiniLM
from assistant.embedding.question_layers import OWN_FROM, SHA256
from assistant.embedding.weights import WEIGHTS_SHA256, check_own, model_folder, read_checked
from assistant.errors import EmbeddingError
from assistant.finding import asked
from assistant.settings import Settings
from evals.training.ranking.sources import sources

TEXTS = ("Does pruning help?", "Which broths thicken at sea?", "word " * 300, "")
ASKED = "When does a swarm of bees leave the hive?"


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(Settings.load().cache_dir)


def test_one_unit_vector_a_question_whatever_else_is_asked(minilm: MiniLM) -> None:
    vectors = minilm.embed_questions(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([minilm.embed_questions([text]) for text in TEXTS])
    np.testing.assert_array_equal(vectors, alone)
    assert minilm.embed_questions([]).shape == (0, DIMENSIONS)


def test_a_question_has_another_vector_than_the_same_text_in_a_paper_but_not_a_strange_one(minilm: MiniLM) -> None:
    asked, said = minilm.embed_questions(TEXTS[:2]), minilm.embed(TEXTS[:2])
    cosines = (asked * said).sum(axis=1)
    assert (cosines < 0.999).all()
    assert (cosines > 0.6).all()


def test_questions_come_nearer_to_the_papers_that_answer_them(minilm: MiniLM) -> None:
    """On questions that nothing was trained on: of one paper in ten of the invented ones."""
    invented = next(sources(Path(), Path()))
    rows = [json.loads(line) for line in invented.corpus.read_text(encoding="utf-8").splitlines()]
    asked = invented.held_out
    papers = minilm.embed([embedded_text(row["title"], row["text"]) for row in rows])
    right = np.array([next(i for i, row in enumerate(rows) if row["id"] in question.gold) for question in asked])

    def mrr(vectors: Vectors) -> float:
        found = vectors @ papers.T
        places = (found > found[np.arange(len(right)), right][:, None]).sum(axis=1)
        return float(np.where(places < 10, 1 / (1 + places), 0).mean())

    texts = [question.text for question in asked]
    assert mrr(minilm.embed_questions(texts)) > mrr(minilm.embed(texts)) + 0.005


def test_questions_have_the_published_network_but_for_the_upper_layers() -> None:
    published = read_checked(model_folder() / "model.safetensors", WEIGHTS_SHA256)
    weights, ours = load(published), load(question_layers.merged(published))
    assert {name: weights[name].shape for name in weights} == {name: ours[name].shape for name in ours}
    own = tuple(f"encoder.layer.{layer}." for layer in range(OWN_FROM, LAYERS))
    changed = {name for name in weights if not np.array_equal(weights[name], ours[name])}
    assert changed == {name for name in weights if name.startswith(own)}


def test_other_layers_are_another_file_in_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("assistant.embedding.cache.is_whole", lambda _: True)
    papers, ours = cached_model(tmp_path, "int8"), cached_model(tmp_path, "int8", questions=True)
    monkeypatch.setattr(question_layers, "FINGERPRINT", "questions-others")
    assert cached_model(tmp_path, "int8", questions=True) not in {papers, ours}
    assert cached_model(tmp_path, "int8") == papers


def test_damaged_layers_are_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.safetensors"
    with pytest.raises(EmbeddingError, match="install this project again"):
        check_own(file, SHA256)
    file.write_bytes(question_layers.FILE.read_bytes()[:-1])
    with pytest.raises(EmbeddingError, match=f"is damaged.*{SHA256}"):
        check_own(file, SHA256)


@pytest.mark.parametrize(
    ("call", "reads"),
    [
        (lambda assistant: assistant.search(ASKED), False),
        (lambda assistant: assistant.explain(ASKED, assistant.search(ASKED)), False),
        (lambda assistant: assistant.ask(ASKED), True),
        (lambda assistant: assistant.table(ASKED), True),
    ],
    ids=["search", "explain", "ask", "table"],
)
def test_what_is_asked_is_embedded_as_a_question(
    small: Assistant, call: Callable[[Assistant], object], reads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where sentences are chosen, as a text, too."""
    questions: list[str] = []
    said: list[str] = []
    embed, embed_questions = small.embedding.embed, small.embedding.embed_questions

    def noting(texts: Sequence[str]) -> Vectors:
        said.extend(texts)
        return embed(texts)

    def noting_questions(texts: Sequence[str]) -> Vectors:
        questions.extend(texts)
        return embed_questions(texts)

    monkeypatch.setattr(small.embedding, "embed", noting)
    monkeypatch.setattr(small.embedding, "embed_questions", noting_questions)
    call(small)
    assert ASKED in questions
    assert (ASKED in said) is reads


@pytest.mark.parametrize("apart", [False, True])
def test_sentences_are_held_against_the_question_as_a_text(
    small: Assistant, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder, snapshot = small.embedding, small.library.snapshot()
    query, evidence = asked(embedder, ASKED), small.search(ASKED)
    vector = embedder.embed([ASKED])[0] if apart else query.vector
    if not apart:  # an endpoint must not be asked twice for one vector
        monkeypatch.setattr(embedder, "asks_apart", False)
        monkeypatch.setattr(embedder, "embed", None)
    (found, *_) = read_found(snapshot, embedder, query, evidence)
    assert [s.similarity for s in found.sentences] == pytest.approx([float(s.vector @ vector) for s in found.sentences])
