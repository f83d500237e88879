"""Why a paper was found: its words, what each adds to its score, and its nearest sentence."""

from dataclasses import replace

import numpy as np
import pytest

from assistant import Assistant, PaperMissing, QuestionError, UsageError
from assistant.finding import asked, like
from assistant.legs import bm25_leg, dense_leg
from assistant.records import Evidence, Filters
from tests import small_library

QUESTION = "How often may texts be repeated when a language model is trained?"
STOP_WORDS_ONLY = ("to be or not to be", "what is it")


@pytest.mark.parametrize("question", [QUESTION, "bees bee zeppelins swarming", *STOP_WORDS_ONLY, "Do doings help?"])
def test_words_add_up_to_the_score_of_the_words(small: Assistant, question: str) -> None:
    evidence = small.search(question, k=12)
    for found, why in zip(evidence, small.explain(question, evidence), strict=True):
        assert (why.paper, why.scores) == (found.paper, found.scores)
        assert sum(match.bm25 for match in why.words) == pytest.approx(found.scores.bm25 or 0.0, rel=1e-5)
        assert [match.bm25 for match in why.words] == sorted((match.bm25 for match in why.words), reverse=True)


@pytest.mark.parametrize("question", STOP_WORDS_ONLY)
def test_stop_words_are_named_where_the_question_has_nothing_else(small: Assistant, question: str) -> None:
    for why in small.explain(question, small.search(question, k=12)):
        words = {match.word for match in why.words}
        assert words | set(why.missing) == set(question.split())
        assert not words & set(why.missing)
        assert bool(words) == bool(why.scores.bm25)
    assert words_of(small, f"{question} swarm") == {"swarm"}


def words_of(small: Assistant, question: str) -> set[str]:
    (best,) = small.explain(question, small.search(question, k=1))
    return {match.word for match in best.words}


def test_words_are_named_as_the_paper_spells_them(small: Assistant) -> None:
    best = small.search(QUESTION, k=1)
    (why,) = small.explain(QUESTION, best)
    words = {match.word: match for match in why.words}
    assert set(words) | set(why.missing) == {"often", "texts", "repeated", "language", "model", "trained"}
    assert set(words["repeated"].spelled) == {"Repeating", "repeated"}
    assert words["repeated"].in_title
    assert set(words["model"].spelled) == {"models", "model"}
    assert not words["model"].in_title
    assert set(words["texts"].spelled) == {"Text", "text"}
    assert why.missing == ()


def test_a_word_that_the_paper_has_not_is_missing(small: Assistant) -> None:
    question = "bees bee zeppelins swarming"
    (why,) = small.explain(question, small.search(question, k=1))
    assert [match.word for match in why.words if match.spelled] == [match.word for match in why.words]
    assert {match.word for match in why.words} == {"bees", "swarming"}  # "bee" is the same term
    assert why.missing == ("zeppelins",)


def test_the_nearest_sentence_is_the_one_with_the_score(small: Assistant) -> None:
    evidence = small.search(QUESTION, k=12)
    for found, why in zip(evidence, small.explain(QUESTION, evidence), strict=True):
        assert why.nearest is not None
        assert why.nearest.sentence == found.paper.abstract[why.nearest.start : why.nearest.end]
        assert why.nearest.similarity == pytest.approx(found.scores.sentence, abs=1e-4)
        vector = small.embedding.embed([why.nearest.sentence])[0]
        cosine = float(vector @ asked(small.embedding, QUESTION).vector)
        assert why.nearest.similarity == pytest.approx(cosine, abs=2e-3)  # kept as float16


def test_sentences_not_embedded_yet_and_papers_that_have_gone(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = small.search(QUESTION, k=2)
    gone = replace(evidence[1], paper=replace(evidence[1].paper, id="p0"))
    monkeypatch.setattr(small.library.snapshot(), "sentence_vectors", lambda papers: [None for _ in papers])
    (why,) = small.explain(QUESTION, (evidence[0], gone))
    assert why.nearest is None
    assert why.words


def test_papers_like_one_are_found_without_it(small: Assistant) -> None:
    swarm = small.search("bees swarm", k=1)[0].paper
    everything = small.like(swarm.id, k=50)
    assert len(everything) == len(small_library.PAPERS) - 1
    assert swarm.id not in {found.paper.id for found in everything}
    assert [found.paper.id for found in small.like(swarm.id, k=2)] == [found.paper.id for found in everything[:2]]
    repeating = small.search(QUESTION, k=1)[0].paper
    assert {found.paper.title for found in small.like(repeating.id, k=2)} == {
        "Byte Windows: Language Models without a Tokenizer",
        "Mixtures of Small Experts for Translation on Phones",
    }


def test_papers_like_one_keep_to_filters(small: Assistant) -> None:
    paper = small.search(QUESTION, k=1)[0].paper
    found = small.like(paper.id, k=50, filters=Filters(year_to=2021))
    assert found
    assert all((evidence.paper.year or 9999) <= 2021 for evidence in found)


def test_a_paper_is_looked_for_by_its_own_vector_and_words(small: Assistant) -> None:
    snapshot = small.library.snapshot()
    paper = small.search("bees swarm", k=1)[0].paper
    query = like(snapshot, small.library.get(paper.id))
    assert np.linalg.norm(query.vector) == pytest.approx(1.0, abs=1e-5)
    assert max(dense_leg(snapshot, query, 100).items(), key=lambda hit: hit[1])[0] == paper.id
    assert next(iter(bm25_leg(snapshot, query, 100))) == paper.id


def test_why_a_paper_is_like_another(small: Assistant) -> None:
    paper = small.search(QUESTION, k=1)[0].paper
    evidence = small.like(paper.id, k=3)
    for found, why in zip(evidence, small.explain_like(paper.id, evidence), strict=True):
        assert sum(match.bm25 for match in why.words) == pytest.approx(found.scores.bm25 or 0.0, rel=1e-5)


@pytest.mark.parametrize("k", [0, -3])
def test_no_paper_is_too_few(small: Assistant, k: int) -> None:
    with pytest.raises(UsageError, match="ask for at least one paper"):
        small.like(small.papers()[0].id, k=k)


def test_an_unknown_paper_and_an_empty_question_are_told(small: Assistant) -> None:
    evidence: tuple[Evidence, ...] = small.search(QUESTION, k=1)
    with pytest.raises(PaperMissing, match="p000"):
        small.like("p000")
    with pytest.raises(PaperMissing, match="p000"):
        small.explain_like("p000", evidence)
    with pytest.raises(QuestionError, match="empty"):
        small.explain("  ", evidence)


@pytest.mark.parametrize("paper_id", ["\udcff", "p\ud800", "\ud83d:0"])
def test_half_a_pair_of_surrogates_is_the_id_of_no_paper(small: Assistant, paper_id: str) -> None:
    evidence = small.search(QUESTION, k=2)
    with pytest.raises(PaperMissing, match="no paper '"):
        small.library.get(paper_id)
    with pytest.raises(PaperMissing, match="no paper '"):
        small.like(paper_id)
    with pytest.raises(PaperMissing, match="no paper '"):
        small.explain_like(paper_id, evidence)
    gone = replace(evidence[0], paper=replace(evidence[0].paper, id=paper_id))
    assert small.explain(QUESTION, (gone, evidence[1])) == small.explain(QUESTION, evidence[1:])
