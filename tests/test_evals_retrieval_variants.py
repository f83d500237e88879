"""What search could be besides what it is: other words in the index, other questions, another order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.legs import Query
from evals.retrieval.acronyms import acronyms_of, both_ways, spelled_out
from evals.retrieval.diverse import collapsed, diversified
from evals.retrieval.expansion import WORDS, expanded
from evals.retrieval.fields import paired, phrases, two_fields, unstemmed, whole
from evals.retrieval.methods import METHODS, without_question_words
from tests import small_library

QUESTION = "How often may text be repeated when a language model is trained?"
GATES = {
    "title": "Gates for Mixture-of-Experts Models (MoEs)",
    "abstract": "A mixture of experts (MoE) needs gates. We train large language models (LLMs) with them, and an MoE.",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    library = small_library.build(tmp_path_factory.mktemp("small"), [*small_library.PAPERS, GATES])
    with small_library.opened(library) as assistant:
        yield assistant


def titles(assistant: Assistant, ids: dict[str, float]) -> list[str]:
    best = sorted(ids, key=lambda i: -ids[i])
    return [assistant.library.get(i).paper.title.partition(":")[0] for i in best]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A mixture of experts (MoE) is large.", [("MoE", "mixture of experts")]),
        ("We train large language models (LLMs) here.", [("LLM", "large language models")]),
        ("Retrieval-augmented generation (RAG) helps.", [("RAG", "retrieval augmented generation")]),
        ("We use gates (MoE) and sand (SAND).", []),
        ("It was good (see Table 3) in 2020 (USA).", []),
        ("", []),
    ],
)
def test_acronyms_are_read_where_their_words_stand_before_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(spelled_out(text)) == expected


def test_a_question_says_acronyms_both_ways(small: Assistant) -> None:
    known = acronyms_of(small.library.snapshot())
    assert known == {"MoE": "mixture of experts", "LLM": "large language models"}
    assert both_ways("Does an MoE pay?", known) == "Does an MoE pay? mixture of experts"
    assert both_ways("Are large language models slow?", known) == "Are large language models slow? LLM"
    assert both_ways("Do LLM, large language models, pay?", known).count("LLM") == 1
    assert both_ways("Do bees swarm?", known) == "Do bees swarm?"


def test_words_of_a_title_count_by_themselves(small: Assistant) -> None:
    snapshot = small.library.snapshot()
    found = two_fields(snapshot).scores("gates", 10)
    assert titles(small, found) == ["Gates for Mixture-of-Experts Models (MoEs)"]
    own = dict(snapshot.lexical.search("gates", 10))
    assert found.keys() == own.keys()
    assert found != pytest.approx(own)


def test_pairs_of_words_are_found_as_pairs(small: Assistant) -> None:
    snapshot = small.library.snapshot()
    asked = paired(snapshot, "large language models")
    assert asked.split() == [f"{a}q9q{b}" for a, b in (("larg", "languag"), ("languag", "model"))]
    found = phrases(snapshot).scores(asked, 10)
    assert titles(small, found)[0] == "Gates for Mixture-of-Experts Models (MoEs)"
    assert not phrases(snapshot).scores(paired(snapshot, "models language large"), 10)


def test_feedback_moves_the_question_towards_the_first_papers(small: Assistant) -> None:
    snapshot = small.library.snapshot()
    vector = small.embedding.embed([QUESTION])[0]
    first = [hit.paper.id for hit in small.search(QUESTION, k=3)]
    again = expanded(snapshot, Query(QUESTION, vector), first)
    assert again.text.startswith(f"{QUESTION} ")
    assert 0 < len(again.text.removeprefix(QUESTION).split()) <= WORDS
    assert np.linalg.norm(again.vector) == pytest.approx(1.0, abs=1e-5)
    rows = snapshot.store.vectors([f"{i}:0" for i in first])
    mean = np.mean(list(rows.values()), axis=0)
    assert float(again.vector @ mean) > float(vector @ mean)
    assert expanded(snapshot, Query(QUESTION, vector), []) == Query(QUESTION, vector)


def test_whole_words_are_found_as_they_stand_only(small: Assistant) -> None:
    snapshot = small.library.snapshot()
    found = unstemmed(snapshot).scores(whole("Do the bees swarm?"), 10)
    assert titles(small, found) == ["Hive Scales Reveal When Bees Swarm"]
    assert not unstemmed(snapshot).scores(whole("Swarming of a bee"), 10)
    assert snapshot.lexical.search("Swarming of a bee", 10)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Does repeating data hurt?", "repeating data hurt"),
        ("What is there?", "What is there"),
        ("Bees and how they swarm", "Bees and how they swarm"),
        ("", ""),
    ],
)
def test_words_that_only_ask_are_left_out(question: str, asked: str) -> None:
    assert without_question_words(question) == asked
    assert METHODS["no question words"].asks is without_question_words
    assert METHODS["search"].asks(question) == question


TWICE = {
    "title": "When Do Hive Scales Say that Bees Swarm?",
    "abstract": "Every minute of three years we weigh 214 beehives. A swarm announces itself by a sudden loss of 2.3 kg "
    "about forty minutes before the bees leave. Of the swarms 91% set off our alarm, which rings falsely twice a "
    "season. So beekeepers capture a swarm in time.",
}


def test_what_says_the_same_goes_back_and_what_is_unlike_comes_forward(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    library = small_library.build(tmp_path_factory.mktemp("twice"), [*small_library.PAPERS, TWICE])
    with small_library.opened(library) as assistant:
        snapshot, hits = assistant.library.snapshot(), assistant.search("When do hive scales say that bees swarm?", k=6)
        before = [hit.paper.id for hit in hits]
        assert all("Hive Scales" in hit.paper.title for hit in hits[:2])
        assert collapsed(snapshot, hits) == before
        assert collapsed(snapshot, hits, same=0.8) == [before[0], *before[2:], before[1]]
        assert diversified(snapshot, hits)[0] == before[0]
        assert sorted(diversified(snapshot, hits)) == sorted(before)
        assert diversified(snapshot, hits, relevance=0.3).index(before[1]) > 1
        assert collapsed(snapshot, ()) == diversified(snapshot, ()) == []
