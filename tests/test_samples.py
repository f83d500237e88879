"""The sample library and the cases: complete, right in every figure, and nobody else's sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.cleaning import normalise_title
from assistant.records import Paper
from assistant.sentences import split_sentences
from evals.read_cases import CASES, Case, read_cases
from ingest.formats import Rejected
from ingest.reading import read_paths
from tests.conftest import ROOT

SAMPLES = ROOT / "ingest" / "samples"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted(SAMPLES.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
TITLES = [row["title"] for row in ROWS]
DIGESTS = pytest.mark.parametrize("row", ROWS, ids=[title[:40] for title in TITLES])
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def runs(text: str, n: int) -> Iterator[str]:
    """Every run of `n` words, in lower case."""
    words = _WORD.findall(text.lower())
    return (" ".join(words[i : i + n]) for i in range(len(words) - n + 1))


@cache
def originals(corpus: Path) -> dict[str, tuple[Paper, ...]]:
    """All copies of every paper of the listing pages by normalised title."""
    found: dict[str, tuple[Paper, ...]] = {}
    for paper in (entry for entry in read_paths([corpus]) if isinstance(entry, Paper)):
        title = normalise_title(paper.title)
        found[title] = (*found.get(title, ()), paper)
    return found


@cache
def runs_of_abstracts(corpus: Path, n: int) -> frozenset[str]:
    return frozenset(run for copies in originals(corpus).values() for p in copies for run in runs(p.abstract, n))


@cache
def runs_of_pages(corpus: Path, n: int) -> frozenset[str]:
    pages = [path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.txt"))]
    return frozenset(run for page in pages for run in runs(page, n))


def test_there_are_a_hundred_papers_each_once() -> None:
    assert len(ROWS) >= 100
    assert len({normalise_title(title) for title in TITLES}) == len(TITLES)


def test_every_sample_is_read() -> None:
    entries = list(read_paths([SAMPLES]))
    assert [entry for entry in entries if isinstance(entry, Rejected)] == []
    papers = [entry for entry in entries if isinstance(entry, Paper)]
    assert len(papers) == len(ROWS)
    assert all(paper.is_digest for paper in papers)


@DIGESTS
def test_a_digest_is_whole(row: dict[str, Any]) -> None:
    assert set(row) == {"title", "abstract", "n_authors", "date", "date_inferred", "is_digest"}
    assert row["is_digest"] is True
    assert 4 <= len(split_sentences(row["abstract"])) <= 7
    assert row["abstract"].isprintable()
    assert row["abstract"].endswith(".")


@DIGESTS
def test_a_digest_is_in_our_own_words(row: dict[str, Any], shared_corpus: Path) -> None:
    assert set(runs(row["abstract"], 7)) & runs_of_abstracts(shared_corpus, 7) == set()


@DIGESTS
def test_a_digest_is_right_in_every_figure(row: dict[str, Any], shared_corpus: Path) -> None:
    copies = originals(shared_corpus)[normalise_title(row["title"])]
    said = {number for paper in copies for number in _NUMBER.findall(f"{paper.title} {paper.abstract}")}
    assert set(_NUMBER.findall(row["abstract"])) <= said


@DIGESTS
def test_the_facts_beside_a_digest_are_the_pages(row: dict[str, Any], shared_corpus: Path) -> None:
    copies = originals(shared_corpus)[normalise_title(row["title"])]
    assert row["title"] in {paper.title for paper in copies}
    assert row["n_authors"] in {paper.n_authors for paper in copies}
    assert (row["date"], row["date_inferred"]) in {(paper.date, paper.date_inferred) for paper in copies}


SAMPLE_CASES = read_cases(CASES / "samples.jsonl")
CORPUS_CASES = [case for path in sorted(CASES.glob("corpus_*.jsonl")) for case in read_cases(path)]


def facts_not_in(case: Case, abstracts: dict[str, list[str]]) -> list[str]:
    """The key facts that no abstract of a gold paper holds."""
    texts = [text for title in case.gold for text in abstracts[normalise_title(title)]]
    return [fact for fact in case.key_facts if not any(fact in text for text in texts)]


def test_the_gold_of_the_sample_cases_is_there_and_holds_the_facts() -> None:
    digests = {normalise_title(row["title"]): [row["abstract"]] for row in ROWS}
    named = {title for case in SAMPLE_CASES for title in (*case.gold, *case.also_ok)}
    assert [title for title in named if normalise_title(title) not in digests] == []
    assert [(case.id, missing) for case in SAMPLE_CASES if (missing := facts_not_in(case, digests))] == []


def test_the_gold_of_the_corpus_cases_is_there_and_holds_the_facts(shared_corpus: Path) -> None:
    abstracts = {title: [paper.abstract for paper in copies] for title, copies in originals(shared_corpus).items()}
    named = {title for case in CORPUS_CASES for title in (*case.gold, *case.also_ok)}
    assert [title for title in named if normalise_title(title) not in abstracts] == []
    assert [(case.id, missing) for case in CORPUS_CASES if (missing := facts_not_in(case, abstracts))] == []


def test_no_question_is_copied_from_the_pages(shared_corpus: Path) -> None:
    pages = runs_of_pages(shared_corpus, 8)
    copied = [
        (case.id, run)
        for case in (*SAMPLE_CASES, *CORPUS_CASES)
        for question in (case.question, *case.turns)
        for run in runs(question, 8)
        if run in pages
    ]
    assert copied == []


def test_no_digest_is_copied_from_the_pages(shared_corpus: Path) -> None:
    pages = runs_of_pages(shared_corpus, 8)
    assert [(row["title"], run) for row in ROWS for run in runs(row["abstract"], 8) if run in pages] == []


def test_the_sample_cases_ask_of_both_kinds() -> None:
    assert {case.should_abstain for case in SAMPLE_CASES} == {True, False}
    assert {case.split for case in SAMPLE_CASES} == {"tune", "report"}
