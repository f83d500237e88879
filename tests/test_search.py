"""Search over a small real library: what comes back, in which order, and under which conditions."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.errors import QuestionError, UsageError
from assistant.filters import Chosen
from assistant.finding import select_papers, usable
from assistant.fitted import FITTED, SearchWeights, without_ranker
from assistant.legs import Query, bm25_leg, dense_leg
from assistant.library import Changes, Copy, Fingerprint, Library, Put, Snapshot, Stored, passage_digests
from assistant.records import Filters, Paper, Passage, Source
from assistant.search import Candidate, fuse, interleaved, search
from ingest.sentence_pass import embed_sentences
from tests import small_library

QUESTION = "How often may text be repeated when a language model is trained?"
EVEN = SearchWeights(dense=0.25, sentence=0.5, rerank=0.0, doubt=0.3, pool=100, head=50, reread=20)
PLAIN = without_ranker(FITTED).search


def query(assistant: Assistant, text: str = QUESTION) -> Query:
    return Query(text, assistant.embedding.embed([text])[0])


Leg = dict[str, tuple[float, str]]
FUSED: list[tuple[str, Leg, dict[str, float], dict[str, Candidate]]] = [
    ("neither leg found anything", {}, {}, {}),
    ("vectors alone, one paper", {"a": (0.3, "a:1")}, {}, {"a": Candidate("a:1", 0.3, None, 0.25)}),
    ("words alone, one paper", {}, {"a": 9.0}, {"a": Candidate("a:0", None, 9.0, 0.75)}),
    ("one paper in both", {"a": (0.3, "a:2")}, {"a": 9.0}, {"a": Candidate("a:2", 0.3, 9.0, 1.0)}),
    (
        "one in each",
        {"a": (0.3, "a:0")},
        {"b": 2.0},
        {"a": Candidate("a:0", 0.3, None, 0.25), "b": Candidate("b:0", None, 2.0, 0.75)},
    ),
    (
        "equal scores count in full",
        {"a": (0.3, "a:0"), "b": (0.3, "b:0")},
        {},
        {"a": Candidate("a:0", 0.3, None, 0.25), "b": Candidate("b:0", 0.3, None, 0.25)},
    ),
    (
        "the lowest of a leg counts as little as not found",
        {"a": (0.9, "a:0"), "b": (0.5, "b:0"), "c": (0.1, "c:0")},
        {"a": 4.0, "c": 12.0, "d": 8.0},
        {
            "a": Candidate("a:0", 0.9, 4.0, 0.25),
            "b": Candidate("b:0", 0.5, None, 0.125),
            "c": Candidate("c:0", 0.1, 12.0, 0.75),
            "d": Candidate("d:0", None, 8.0, 0.375),
        },
    ),
    (
        "similarities below zero",
        {"a": (-0.5, "a:0"), "b": (-0.1, "b:0")},
        {},
        {"a": Candidate("a:0", -0.5, None, 0.0), "b": Candidate("b:0", -0.1, None, 0.25)},
    ),
]


@pytest.mark.parametrize(("dense", "bm25", "expected"), [row[1:] for row in FUSED], ids=[row[0] for row in FUSED])
def test_fusing_the_legs(dense: Leg, bm25: dict[str, float], expected: dict[str, Candidate]) -> None:
    fused = fuse(dense, bm25, EVEN)
    assert {i: c.fused for i, c in fused.items()} == pytest.approx({i: c.fused for i, c in expected.items()})
    assert {i: (c.passage_id, c.dense, c.bm25) for i, c in fused.items()} == {
        i: (c.passage_id, c.dense, c.bm25) for i, c in expected.items()
    }


def test_each_leg_finds_what_it_is_for(small: Assistant) -> None:
    snapshot = small.library.snapshot()
    bees = small_library.titled(small, "Hive Scales")
    by_meaning = dense_leg(snapshot, query(small, "insects that make honey leaving their home"), 100)
    assert max(by_meaning, key=lambda i: by_meaning[i][0]) == bees
    assert len(by_meaning) == len(small_library.PAPERS)
    by_word = bm25_leg(snapshot, query(small, "beekeepers"), 100)
    assert list(by_word) == [bees]
    assert bm25_leg(snapshot, query(small, "zygote"), 100) == {}


def test_the_vector_leg_is_the_cosine_of_the_stored_vectors(small: Assistant) -> None:
    snapshot, asked = small.library.snapshot(), query(small)
    found = dense_leg(snapshot, asked, 100)
    vectors = snapshot.store.vectors([passage_id for _, passage_id in found.values()])
    for similarity, passage_id in found.values():
        assert similarity == pytest.approx(float(vectors[passage_id] @ asked.vector), abs=1e-5)


def test_the_score_is_the_fused_one_and_the_best_sentence(small: Assistant) -> None:
    snapshot, asked = small.library.snapshot(), query(small)
    fused = fuse(dense_leg(snapshot, asked, 100), bm25_leg(snapshot, asked, 100), EVEN)
    for hit in search(snapshot, asked, k=12, weights=EVEN):
        stored = snapshot.get([hit.paper.id])[hit.paper.id]
        texts = [hit.paper.abstract[start:end] for start, end in stored.sentences]
        best = max(float(v @ asked.vector) for v in small.embedding.embed(texts))
        assert hit.scores.sentence == pytest.approx(best, abs=2e-3)  # kept as float16
        assert hit.score == pytest.approx(fused[hit.paper.id].fused + EVEN.sentence * best, abs=2e-3)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        (QUESTION, "Repeating Training Text"),
        ("swarm alarm for beekeepers", "Hive Scales"),
        ("Wie viel Koffein?  caffeine in cold coffee", "Cold Brew"),
        ("CURVED PLACE NAMES ON SCANNED SHEETS", "Reading Old Maps"),
        ("what rises in the sea", "Tide Gauges"),
        ('moss "balls" AND (ice OR *) NOT title:wind ~2 ^3 \\ /', "Glacier Mice"),
        ("caf\udce9 caffeine \x1b[31m", "Cold Brew"),
    ],
)
def test_the_paper_that_fits_comes_first(small: Assistant, question: str, title: str) -> None:
    assert small.search(question)[0].paper.title.startswith(title)


def test_an_evidence_is_whole(small: Assistant) -> None:
    hits = small.search(QUESTION, k=12)
    assert len({hit.key for hit in hits}) == len({hit.paper.id for hit in hits}) == 12
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert hit.paper.id.startswith(hit.key)
        assert len(hit.key) >= 5
        assert hit.passage.paper_id == hit.paper.id
        assert hit.passage.text == hit.paper.abstract[hit.passage.start : hit.passage.end]
        assert {type(hit.score), type(hit.scores.dense), type(hit.scores.sentence)} == {float}


@pytest.mark.parametrize("k", [1, 3, 12, 13, 1000, 1_000_000])
def test_k_counts_papers(small: Assistant, k: int) -> None:
    assert len(small.search(QUESTION, k=k)) == min(k, 12)


def test_more_papers_do_not_change_those_before(small: Assistant) -> None:
    longest = small.search(QUESTION, k=12)
    for k in range(1, 12):
        assert [h.paper.id for h in small.search(QUESTION, k=k)] == [h.paper.id for h in longest[:k]]


@pytest.mark.parametrize("k", [0, -1, -1000])
def test_no_paper_asked_for_is_wrong_usage(small: Assistant, k: int) -> None:
    with pytest.raises(UsageError, match=f"k={k}"):
        small.search(QUESTION, k=k)


@pytest.mark.parametrize("question", ["", "  \n\t", "?!…", "- -- -"])
def test_an_empty_question_is_refused(small: Assistant, question: str) -> None:
    with pytest.raises(QuestionError, match="is empty"):
        small.search(question)


def test_a_filters_date_must_be_one(small: Assistant) -> None:
    with pytest.raises(UsageError, match="is no date"):
        small.search(QUESTION, filters=Filters(date_from="May"))


@pytest.mark.parametrize("k", ["3", 1.5, True, None, (3,)])
def test_k_is_a_whole_number(small: Assistant, k: Any) -> None:
    for use in (
        lambda: small.search(QUESTION, k=k),
        lambda: small.like(small.papers()[0].id, k=k),
        lambda: small.table(QUESTION, k=k),
    ):
        with pytest.raises(UsageError, match=r"^k=.* is no whole number; .*such as k=10$"):
            use()


def test_k_may_be_numpys(small: Assistant) -> None:
    two: Any = np.int64(2)
    assert small.search(QUESTION, k=two) == small.search(QUESTION, k=2)


def filled(fields: dict[str, Any]) -> Filters:
    """Filters as a script may make them that nobody's type checker has seen."""
    return Filters(**fields)


WRONG: list[tuple[Any, str]] = [
    # filters, and what each call says of them
    (Filters(year_from=2025, year_to=2020), "year_from 2025 lies beyond year_to 2020; exchange them"),
    (Filters(date_from="2024-05-02", date_to="2024-05-01"), "date_from 2024-05-02 lies beyond date_to 2024-05-01"),
    (Filters(date_from="2024-06", date_to="2024-05"), "date_from 2024-06 lies beyond date_to 2024-05"),
    (Filters(n_authors_min=5, n_authors_max=2), "n_authors_min 5 lies beyond n_authors_max 2"),
    (filled({"authors": "Lopez"}), "write authors=('Lopez',)"),
    ({"year_from": 2020}, "write filters=Filters(year_from=2020)"),
]


@pytest.mark.parametrize(("filters", "told"), WRONG, ids=[told for _, told in WRONG])
def test_filters_that_cannot_be_meant_are_told_by_every_call(small: Assistant, filters: Any, told: str) -> None:
    for use in (
        lambda: small.search(QUESTION, filters=filters),
        lambda: small.like(small.papers()[0].id, filters=filters),
        lambda: small.ask(QUESTION, filters=filters),
        lambda: small.review(QUESTION, filters=filters),
        lambda: small.table(QUESTION, filters=filters),
    ):
        with pytest.raises(UsageError) as raised:
            use()
        assert told in str(raised.value)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(year_from=2024, year_to=2024),
        Filters(date_from="2024-05", date_to="2024"),
        Filters(date_from="2024", date_to="2024-01-01"),
        Filters(year_from=2025, date_to="2020"),
        Filters(n_authors_min=0, n_authors_max=0),
    ],
)
def test_bounds_that_can_be_met_are_taken(filters: Filters) -> None:
    assert usable(filters) == filters


def test_lists_of_names_are_taken(small: Assistant) -> None:
    listed = filled({"authors": ["Lopez"], "venues": []})
    found = small.search(QUESTION, filters=listed)
    assert found
    assert found == small.search(QUESTION, filters=Filters(authors=("Lopez",)))
    assert small.ask(QUESTION, filters=listed).plan.filters == Filters(authors=("Lopez",))
    assert small.answered(QUESTION, filters=listed).answer.plan.filters == Filters(authors=("Lopez",))


@pytest.mark.parametrize("field", ["authors", "venues", "sources", "paper_ids"])
def test_half_a_pair_of_surrogates_finds_no_paper(small: Assistant, field: str) -> None:
    filters = filled({field: ("\udcff", "p\ud800")})
    assert small.search(QUESTION, filters=filters) == ()
    assert small.ask(QUESTION, filters=filters).status == "abstained"
    assert len(small.library.snapshot().titles.having(["\udcff"])) == 0


def test_searching_twice_gives_the_same(small: Assistant) -> None:
    assert small.search(QUESTION) == small.search(QUESTION)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(year_from=2022),
        Filters(year_to=2019),
        Filters(date_from="2024-03"),
        Filters(authors=("lopez",)),
        Filters(venues=("bread",)),
        Filters(n_authors_min=3),
        Filters(sources=(small_library.SOURCE,)),
        Filters(sources=("elsewhere",)),
        Filters(year_from=2020, year_to=2022, n_authors_max=2),
        Filters(year_from=3000),
        Filters(paper_ids=("no such id",)),
    ],
)
def test_filters_let_through_exactly_the_papers_that_match(small: Assistant, filters: Filters) -> None:
    matching = select_papers(small.library.snapshot(), filters)
    assert matching is not None
    hits = small.search(QUESTION, k=12, filters=filters)
    assert sorted(hit.paper.id for hit in hits) == matching.ids()
    assert {hit.paper.id for hit in small.search(QUESTION, k=2, filters=filters)} == {h.paper.id for h in hits[:2]}


def test_sentence_vectors_that_are_not_there_yet_are_done_without(tmp_path: Path) -> None:
    library = small_library.build(tmp_path)
    with small_library.opened(library) as assistant:
        whole = assistant.search(QUESTION, k=12)
    shutil.rmtree(library / "fast")
    with small_library.opened(library) as assistant:
        without = assistant.search(QUESTION, k=12)
        assert {hit.scores.sentence for hit in without} == {None}
        assert without[0].paper.id == whole[0].paper.id
        assert {hit.paper.id for hit in without} == {hit.paper.id for hit in whole}
        embed_sentences(assistant.library, assistant.embedding)
        again = assistant.search(QUESTION, k=12)
    assert [hit.paper for hit in again] == [hit.paper for hit in whole]
    assert [hit.score for hit in again] == pytest.approx([hit.score for hit in whole], abs=1e-5)


def test_a_paper_without_sentence_vectors_is_not_put_behind_those_with(tmp_path: Path) -> None:
    rows = [{"title": "Repeating Text", "abstract": f"{QUESTION} Four times, we find."}, *small_library.PAPERS]
    library = small_library.build(tmp_path, rows[1:])
    with small_library.opened(library) as assistant:
        copy = tmp_path / "fast"
        shutil.copytree(library / "fast", copy)
        small_library.load(library, small_library.write_rows(tmp_path / "more.jsonl", rows[:1]))
        shutil.rmtree(library / "fast")
        copy.rename(library / "fast")
    with small_library.opened(library) as assistant:
        first, second, *_ = assistant.search(QUESTION)
        assert (first.paper.title, first.scores.sentence) == ("Repeating Text", None)
        assert second.scores.sentence is not None


@pytest.mark.parametrize("filters", [Filters(), Filters(year_from=2000)])
def test_an_empty_library_holds_nothing(tmp_path: Path, filters: Filters) -> None:
    with small_library.opened(small_library.build(tmp_path)) as assistant:
        ids = tuple(paper.id for paper in assistant.papers())
        assistant.library.write(lambda _: Changes(removed=ids))
        assert assistant.search(QUESTION, filters=filters) == ()
        assert (assistant.papers(), assistant.overview().n_papers) == ((), 0)


MEASURED = ("mass", "sound", "heat", "smell")
LONG = " ".join(
    f"In trial {i} we noted how the {MEASURED[i % 4]} of a beehive goes with temperature, wind and rain."
    for i in range(250)
)


def test_a_paper_of_many_passages_counts_once_and_crowds_out_nobody(tmp_path: Path) -> None:
    rows = [*small_library.PAPERS, {"title": "All Trials with Beehives", "abstract": LONG}]
    question = "trial 190: beehive, temperature, wind and rain"
    few = replace(FITTED.search, pool=10, head=10)
    with small_library.opened(small_library.build(tmp_path, rows)) as assistant:
        snapshot = assistant.library.snapshot()
        asked = query(assistant, question)
        assert len({passage_id.partition(":")[0] for passage_id, _ in snapshot.store.query(asked.vector, 20)}) == 1
        for k in (5, 13):
            hits = search(snapshot, asked, k=k, weights=few)
            assert len({hit.paper.id for hit in hits}) == k
        long = hits[0]
        assert long.paper.title == "All Trials with Beehives"
        assert 0 < len(long.passage.text) < len(LONG)
        assert LONG[long.passage.start : long.passage.end] == long.passage.text
        vectors = snapshot.store.vectors([p.id for p in snapshot.get([long.paper.id])[long.paper.id].passages])
        assert long.passage.id == max(vectors, key=lambda i: float(vectors[i] @ asked.vector))
        only = Chosen(frozenset({long.paper.id}))
        assert [e.passage for e in search(snapshot, asked, k=3, selection=only)] == [long.passage]


DIMENSIONS = 12
WORDS = ("bee", "tide", "map", "tree", "ice", "bread", "coffee", "train", "phone", "byte")


class Many:
    """A library of papers with random words and random vectors, some of them equal."""

    def __init__(self, folder: Path, n: int) -> None:
        rng = random.Random(7)
        vectors = np.random.default_rng(7).normal(size=(n, DIMENSIONS)).astype(np.float32)
        vectors[n // 2 : n // 2 + 20] = vectors[n // 2]
        self.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self.papers = [self._paper(rng, number) for number in range(n)]
        self.library = Library.create(folder, Fingerprint("random", "r", DIMENSIONS, "whole"))
        self.library.write(lambda _: Changes(tuple(map(self._put, self.papers, self.vectors))))

    @property
    def snapshot(self) -> Snapshot:
        return self.library.snapshot()

    @staticmethod
    def _paper(rng: random.Random, number: int) -> Paper:
        abstract = " ".join(rng.choices(WORDS, k=8)) if number % 3 else "nothing to say"
        year = rng.choice((None, *range(2000, 2020)))
        source = Source("random", "jsonl", f"line {number}")
        return Paper(f"p{number:05d}x", "A title", abstract, year=year, sources=(source,))

    @staticmethod
    def _put(paper: Paper, vector: Any) -> Put:
        passages = (Passage(f"{paper.id}:0", paper.id, paper.abstract, 0, len(paper.abstract)),)
        digests = passage_digests(paper, passages)
        stored = Stored(paper, (Copy("key", paper),), passages, ((0, len(paper.abstract)),), digests=digests)
        return Put(stored, vector[None, :])

    def by_hand(self, asked: Query, matching: frozenset[str]) -> list[str]:
        """The matching papers by the fused score of all of them, looked at one by one."""
        words = dict(self.snapshot.lexical.search(asked.text, len(self.papers)))
        cosines = {p.id: float(v @ asked.vector) for p, v in zip(self.papers, self.vectors, strict=True)}
        legs = [{i: leg[i] for i in matching if i in leg} for leg in (cosines, words)]
        scaled = [{i: _scale(score, leg) for i, score in leg.items()} for leg in legs]
        weights = (FITTED.search.dense, 1 - FITTED.search.dense)
        total = {i: sum(w * leg.get(i, 0.0) for w, leg in zip(weights, scaled, strict=True)) for i in matching}
        score = {i: total[i] + FITTED.search.sentence * cosines[i] for i in matching}
        return sorted(matching, key=lambda i: (-round(score[i], 5), i))


def _scale(score: float, leg: dict[str, float]) -> float:
    low, high = min(leg.values()), max(leg.values())
    return (score - low) / (high - low) if high > low else 1.0


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Many:
    return Many(tmp_path_factory.mktemp("many") / "library", 700)


@pytest.mark.parametrize("year", [2000, 2004, 2010, 2018, 2019], ids="from {}".format)
@pytest.mark.parametrize("text", ["bee tide", "coffee", "zygote", "map train phone byte ice"])
def test_with_filters_search_is_what_looking_at_every_paper_gives(many: Many, year: int, text: str) -> None:
    selection = select_papers(many.snapshot, Filters(year_from=year))
    assert selection is not None
    ids = frozenset(selection.ids())
    assert ids == {paper.id for paper in many.papers if paper.year is not None and paper.year >= year}
    asked = Query(text, many.vectors[len(text)])
    whole = replace(PLAIN, pool=len(many.papers), head=len(many.papers))
    hits = search(many.snapshot, asked, k=len(many.papers), selection=selection, weights=whole)
    found = [hit.paper.id for hit in sorted(hits, key=lambda hit: (-round(hit.score, 5), hit.paper.id))]
    assert found == many.by_hand(asked, ids)
    few = search(many.snapshot, asked, k=10, selection=selection)
    assert len(few) == min(10, len(selection))
    assert {hit.paper.id for hit in few} <= ids


def test_every_paper_can_be_reached(many: Many) -> None:
    hits = search(many.snapshot, Query("bee", many.vectors[3]), k=5000)
    assert {hit.paper.id for hit in hits} == {paper.id for paper in many.papers}


@pytest.mark.parametrize("text", ["bee tide", "zygote"])
@pytest.mark.parametrize("year", [None, 2004])
def test_asking_for_more_moves_none_of_the_first(many: Many, text: str, year: int | None) -> None:
    selection = select_papers(many.snapshot, Filters(year_from=year))
    asked = Query(text, many.vectors[len(text)])
    rankings = [
        [hit.paper.id for hit in search(many.snapshot, asked, k=k, selection=selection, weights=PLAIN)]
        for k in (1, 10, 50, 51, 60, 200, 700)
    ]
    for shorter, longer in pairwise(rankings):
        assert longer[: min(len(shorter), 50)] == shorter[:50]
        assert len(set(longer)) == len(longer)
    scores = [hit.score for hit in search(many.snapshot, asked, k=200, selection=selection, weights=PLAIN)]
    assert scores == sorted(scores, reverse=True)


def test_equal_scores_are_ordered_by_id(many: Many) -> None:
    twins = frozenset(paper.id for paper in many.papers[350:370] if paper.abstract == "nothing to say")
    assert len(twins) > 5
    hits = search(many.snapshot, Query("zygote", many.vectors[350]), k=20, selection=Chosen(twins))
    assert len({hit.score for hit in hits}) == 1
    assert [hit.paper.id for hit in hits] == sorted(twins)


def test_a_key_means_one_paper_whatever_was_searched(many: Many) -> None:
    meant: dict[str, str] = {}
    for text, vector in (("bee", many.vectors[3]), ("zygote", many.vectors[350]), ("bee zygote", many.vectors[9])):
        for hit in search(many.snapshot, Query(text, vector), k=40):
            assert meant.setdefault(hit.key, hit.paper.id) == hit.paper.id
            assert not [paper.id for paper in many.papers if paper.id != hit.paper.id and paper.id.startswith(hit.key)]


def test_more_papers_than_there_are_can_be_asked_for(small: Assistant) -> None:
    assert len(small.search(QUESTION, k=10**9)) == len(small.papers())


def test_several_searches_give_the_best_of_each_in_turn_whatever_the_scores(small: Assistant) -> None:
    texts = ("swarms of bees", "caffeine in coffee", "swarm of bees in a hive")
    rankings = [small.search(text, k=4) for text in texts]
    found = [evidence.paper.id for evidence in interleaved(rankings, 6)]
    in_turn = [ranking[rank].paper.id for rank in range(4) for ranking in rankings]
    assert found == list(dict.fromkeys(in_turn))[:6]
    assert interleaved(rankings[:1], 3) == rankings[0][:3]
