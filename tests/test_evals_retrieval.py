"""`python -m evals retrieval`: its measures against tables, its methods over a small library, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.embedding.ranker import Readable
from assistant.fitted import FITTED
from assistant.legs import Query
from assistant.records import Evidence
from assistant.search import search
from evals.__main__ import main
from evals.retrieval.expansion import AsAsked, expanded
from evals.retrieval.measuring import MEASURES, Measured, measured, values_of
from evals.retrieval.methods import ALWAYS, FEEDBACK, METHODS, RRF_K, Method, Ranking
from evals.retrieval.questions import Question
from tests import small_library

Captured = pytest.CaptureFixture[str]
BEES = "How long before a swarm do hives grow lighter?"


def question(gold: Sequence[str], name: str = "q") -> Question:
    return Question(name, "?", frozenset(gold))


@pytest.mark.parametrize(
    ("ranking", "gold", "expected"),
    [
        ("a", "a", {"nDCG@10": 1, "recall@1": 1, "MRR@10": 1, "recall@100": 1}),
        ("bca", "a", {"nDCG@10": 0.5, "recall@1": 0, "recall@5": 1, "MRR@10": 1 / 3}),
        ("ba", "ab", {"nDCG@10": 1, "recall@1": 0.5, "recall@5": 1, "MRR@10": 1}),
        ("bcdef", "a", {"nDCG@10": 0, "recall@5": 0, "recall@100": 0, "MRR@10": 0}),
        ("bcdefghijkla", "a", {"nDCG@10": 0, "recall@10": 0, "recall@100": 1, "MRR@10": 0}),
        ("", "a", {"nDCG@10": 0, "recall@100": 0}),
    ],
)
def test_measures_of_one_ranking(ranking: str, gold: str, expected: dict[str, float]) -> None:
    found = values_of([tuple(ranking)], [question(gold)])
    assert set(found) == set(MEASURES)
    for name, value in expected.items():
        assert found[name] == pytest.approx((value,)), name


def test_values_stand_in_the_order_of_the_questions() -> None:
    questions = [question("a", "z"), question("b", "m"), question("c", "a")]
    assert values_of([("a",), ("x",), ("x", "c")], questions)["MRR@10"] == (1, 0, 0.5)


def test_a_difference_is_of_pairs() -> None:
    values = dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0))
    one = Measured("one", values, (0.002, 0.004, 0.003, 0.005))
    other = Measured("other", dict.fromkeys(MEASURES, (0.5, 0.0, 0.0, 0.5)), (0.1,) * 4)
    value, low, high = one.more_than(other, "nDCG@10")
    assert value == pytest.approx(0.375)
    assert low <= value <= high
    assert one.milliseconds == pytest.approx(3.5)
    skewed = Measured("skewed", values, (0.001, 0.001, 0.001, 0.097))
    assert (skewed.milliseconds, skewed.mean_milliseconds) == pytest.approx((1, 25))
    assert one.more_than(one, "nDCG@10")[0] == 0


def ranked(assistant: Assistant, name: str, depth: int = 3) -> tuple[str, ...]:
    snapshot = assistant.library.snapshot()
    ids = METHODS[name].rank(snapshot, Query(BEES, assistant.embedding.embed([BEES])[0]), depth).ids
    return tuple(snapshot.get([i])[i].paper.title for i in ids)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_finds_the_bees(small: Assistant, name: str) -> None:
    found = ranked(small, name)
    assert found[0] == "Hive Scales Reveal When Bees Swarm"
    assert len(set(found)) == len(found) <= 3


def test_reciprocal_ranks_are_added_up(small: Assistant) -> None:
    depth = 50
    legs = [ranked(small, name, depth) for name in ("dense", "bm25")]
    scores: dict[str, float] = {}
    for leg in legs:
        for place, title in enumerate(leg, 1):
            scores[title] = scores.get(title, 0) + 1 / (RRF_K + place)
    found = ranked(small, "rrf", depth)
    assert sorted(found) == sorted(scores)
    assert [scores[title] for title in found] == sorted(scores.values(), reverse=True)


def test_what_is_asked_for_comes_first_and_more_behind_it(small: Assistant) -> None:
    """A method that turns its ranking round when asked for more keeps the ten that answering would see."""
    papers = [paper.id for paper in small.papers()]

    def turning(*asked: Any) -> Ranking:
        return Ranking(tuple(papers)) if asked[2] == 100 else Ranking((papers[-1],), read=True)

    methods = {"turning": Method(turning, embeds="nothing")}
    gold = Question("q", BEES, frozenset({papers[-1]}))
    (found,) = measured(small.library.snapshot(), small.embedding, [gold], methods, lambda _: None)
    assert (found.mean("MRR@10"), found.mean("recall@100")) == (1, 1)
    assert found.read == (True,)  # of what answering would see


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("search", [False, True]),
        ("without the ranker", [False, False]),
        ("the ranker always", [True, True]),
        ("diversified", [False, True]),
        ("no question words", [False, True]),
        ("min-max, half each", [False, False]),
        ("bm25", [False, False]),
    ],
)
def test_a_ranking_says_whether_the_ranker_read(small: Assistant, name: str, expected: list[bool]) -> None:
    """The bees are found beyond doubt; of texts there are several, alike."""
    asked, snapshot = (BEES, "What do texts cost?"), small.library.snapshot()
    rankings = [METHODS[name].rank(snapshot, Query(q, small.embedding.embed([q])[0]), 10) for q in asked]
    assert [ranking.read for ranking in rankings] == expected


def test_the_ranker_reads_an_expanded_question_as_it_was_asked(small: Assistant) -> None:
    text = "What do texts cost?"
    query = Query(text, small.embedding.embed([text])[0])
    snapshot, always = small.library.snapshot(), replace(FITTED.search, doubt=ALWAYS)
    ranker = Noting([])
    again = expanded(snapshot, query, [small.papers()[0].id])
    found = search(snapshot, again, k=3, weights=always, ranker=AsAsked(text, ranker))
    assert ranker.asked == [text]
    assert [one.scores.rerank for one in found] == [1.0] * 3


def test_feedback_is_ranked_as_search_is(small: Assistant) -> None:
    text = "How long does it take?"
    snapshot, query = small.library.snapshot(), Query(text, small.embedding.embed([text])[0])
    again = expanded(snapshot, query, [one.paper.id for one in search(snapshot, query, k=FEEDBACK)])
    found = search(snapshot, again, k=10, ranker=AsAsked(text))
    unread = search(snapshot, again, k=10, weights=replace(FITTED.search, rerank=0.0))
    assert METHODS["expanded by feedback"].rank(snapshot, query, 10) == Ranking(ids_of(found), read=True)
    assert ids_of(found) != ids_of(unread)


def ids_of(found: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(one.paper.id for one in found)


@dataclass(frozen=True, slots=True)
class Noting:
    """A ranker that likes everything equally, with the questions that it was asked."""

    asked: list[str]

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:
        self.asked.append(question)
        return np.ones(len(papers), np.float32)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "hives"
    folder.mkdir()
    rows = [
        {"id": f"d{n}", "title": paper["title"], "text": paper["abstract"]}
        for n, paper in enumerate(small_library.PAPERS)
    ]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    queries = [{"id": "1", "text": BEES}, {"id": "2", "text": "Which tokenizer breaks on misspelt words?"}]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries))
    (folder / "qrels.test.tsv").write_text("query\tcorpus\tscore\n1\td0\t1\n2\td1\t0\n2\td2\t1\n")
    (folder / "qrels.train.tsv").write_text("query\tcorpus\tscore\n1\td3\t1\n1\td0\t0\n2\td2\t1\n")
    return folder


def test_a_set_is_loaded_and_measured(dataset: Path, capsys: Captured) -> None:
    words = ["retrieval", str(dataset), "--library", "kept", "--methods", "bm25", "search"]
    assert main([*words, "--json"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    found = json.loads(printed)
    assert (found["set"], found["questions"]) == ("hives, test", 2)
    assert [method["method"] for method in found["methods"]] == ["bm25", "search"]
    for method in found["methods"]:
        assert method["measures"]["recall@100"]["value"] == 1
        assert method["milliseconds"] > 0
    assert main([*words, "--markdown"]) == 0  # the library is there now
    assert capsys.readouterr().out.startswith("| hives, test, 2 questions | nDCG@10 |")
    assert main(words) == 0
    assert "nDCG@10 more than bm25, paired:" in capsys.readouterr().out


def test_questions_whose_papers_another_split_knows_are_told_apart(dataset: Path, capsys: Captured) -> None:
    words = ["retrieval", str(dataset), "--name", "our hives", "--apart", "train", "--methods"]
    words += ["search", "bm25", "without the ranker"]
    assert main([*words, "--library", "kept", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["set"] == "our hives, test"
    assert found["apart"] == {"split": "train", "shared": [False, True]}
    for method in found["methods"]:
        assert len(method["read"]) == 2
        assert method["mean_milliseconds"] > 0
    for layout in ([], ["--markdown"]):
        assert main([*words, "--library", "kept", *layout]) == 0
        printed = capsys.readouterr().out
        assert "our hives, test" in printed.splitlines()[0]
        assert "\nWith a right paper that is also right in train (1 questions): nDCG@10 of search 1.000, " in printed
        assert (
            "\nWithout any right paper that is also right in train (1 questions): nDCG@10 of search 1.000, " in printed
        )


def test_cases_over_a_library(tmp_path: Path, capsys: Captured) -> None:
    library = small_library.build(tmp_path / "library")
    rows: list[dict[str, Any]] = [
        {"id": "b1", "kind": "single_fact", "question": BEES, "gold": ["Hive Scales Reveal When Bees Swarm"]},
        {"id": "b2", "kind": "absent_topic", "question": "Who won the cup?", "should_abstain": True},
    ]
    Path("cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    words = ["retrieval", "--library", str(library), "--cases", "cases.jsonl"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["set"], found["questions"]) == ("cases.jsonl, all", 1)
    assert "apart" not in found
    assert main([*words, "--name", "bees", "--methods", "bm25", "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("| bees, all, 1 questions | nDCG@10 |")
    assert [method["method"] for method in found["methods"]] == list(METHODS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hives", "--split", "dev"], "there is no such file"),
        (["hives", "--methods", "search", "guess"], "--methods 'guess': there is none of that name"),
        (["hives", "--cases", "cases.jsonl"], "--cases go with a library"),
        (["--apart", "train"], "--apart goes with a DATASET"),
        (["hives", "--apart", "test"], "this is the split that is asked"),
        (["hives", "--apart", "dev"], "there is no such file"),
        (["hives", "--apart", "train", "--methods", "search", "bm25"], "put 'without the ranker' into --methods"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, words: list[str], message: str
) -> None:
    monkeypatch.chdir(dataset.parent)
    assert main(["retrieval", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
