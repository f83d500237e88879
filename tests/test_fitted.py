"""The fitted numbers are those of the cases and the embedder that are here now."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from assistant.embedding import open_embedder
from assistant.embedding.question_layers import FINGERPRINT
from assistant.fitted import FILE, FITTED
from assistant.reranking import RANKER
from assistant.settings import Settings
from evals.fit_groups import questions_digest
from evals.fit_search import GRID
from evals.read_cases import CASES, cases_digest, read_cases
from evals.run_setup import chosen_cases, default_cases, digest_of_cases

AGAIN = (
    "no longer what assistant/fitted.json was fitted on. Ingest ../shared/corpus into a library and run: "
    "python -m evals fit --library LIBRARY --scifact DIR --check-covid DIR"
)


def test_the_cases_are_those_fitted_on() -> None:
    cases = CASES / "corpus_tune.jsonl"
    assert FITTED.fitted_on.command.startswith(f"python -m evals fit --cases evals/cases/{cases.name}")
    assert FITTED.fitted_on.cases == cases_digest(cases), f"{cases} is {AGAIN}"


def test_the_embedder_is_the_one_fitted_on() -> None:
    embedder = open_embedder("minilm", Settings.load({}))
    assert FITTED.fitted_on.embedder == embedder.fingerprint, f"the embedder is {AGAIN}"
    assert FITTED.writing.fitted_on.embedder == embedder.fingerprint, f"the embedder is {AGAIN}"


def test_the_question_encoder_is_the_one_fitted_on() -> None:
    assert FITTED.fitted_on.encoder == FINGERPRINT, f"the question encoder is {AGAIN}"
    assert FITTED.writing.fitted_on.encoder == FINGERPRINT, f"the question encoder is {AGAIN}"


def test_the_ranker_and_the_questions_are_those_fitted_on() -> None:
    assert FITTED.fitted_on.ranker == RANKER.fingerprint, f"the ranker is {AGAIN}"
    assert FITTED.writing.fitted_on.ranker == RANKER.fingerprint, f"the ranker is {AGAIN}"
    assert FITTED.questions == questions_digest(), f"the questions over other papers are {AGAIN}"


def test_when_a_model_is_asked_was_chosen_on_the_tuning_cases_of_today() -> None:
    cases = chosen_cases(default_cases(Path())[0], "tune")
    again = "run python -m evals fit-abstention --library LIBRARY"
    assert FITTED.writing.fitted_on.cases == digest_of_cases(cases), f"the tuning cases have changed; {again}"


def test_nothing_was_fitted_on_the_questions_that_are_reported_on() -> None:
    tuned = {case.question for case in read_cases(CASES / "corpus_tune.jsonl") if case.split == "tune"}
    reported = {case.question for case in read_cases(CASES / "corpus_report.jsonl")}
    assert tuned.isdisjoint(reported)
    assert {case.split for case in read_cases(CASES / "corpus_report.jsonl")} == {"report"}


def test_the_file_holds_what_is_loaded() -> None:
    assert json.loads(FILE.read_text()) == asdict(FITTED)


def test_the_numbers_are_in_their_ranges() -> None:
    for name, values in GRID.items():
        assert getattr(FITTED.search, name) in values
    assert 0 < FITTED.search.reread <= FITTED.search.head <= FITTED.search.pool
    assert 0 < FITTED.writing.worth < FITTED.abstention.threshold < 1
    assert FITTED.extractive.max_sentences >= 1


def test_a_digest_moves_with_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    digests = []
    for content in (b"", b"a", b"a\n", b"b"):
        path.write_bytes(content)
        digests.append(cases_digest(path))
    assert len(set(digests)) == 4
    assert cases_digest(path) == digests[-1]
