"""What a run is made of: which cases, digests that move with what matters, and names of folders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError, UsageError
from assistant.records import Filters, Paper, Source
from evals.read_cases import CASES, Case
from evals.run_folder import Setup
from evals.run_setup import (
    check_gold,
    chosen_cases,
    default_cases,
    differences,
    digest_of_cases,
    digest_of_papers,
    new_folder,
)
from evals.version import program_version
from tests import small_library
from tests.test_evals_run_folder import SETUP

ROW: dict[str, Any] = {"id": "c1", "kind": "single_fact", "question": "How many bees?", "gold": ["Bees"]}
BEES = Case("c1", "single_fact", question="How many bees?", gold=("Bees",))
OWLS = Case("c2", "which_work", question="Who hears owls?", gold=("Owls",), filters=Filters(year_from=2020))
PAPERS = (Paper("p1", "Bees", "There are 9 bees."), Paper("p2", "Owls", "Owls hear."))


def test_the_samples_have_cases_of_their_own() -> None:
    paths, split = default_cases(None)
    assert {path.name for path in paths} == {path.name for path in CASES.glob("samples*.jsonl")}
    assert (CASES / "samples.jsonl" in paths, split) == (True, "all")
    assert len(chosen_cases(paths, split)) >= 40


def test_a_library_has_the_cases_of_the_corpus_that_nothing_was_fitted_on() -> None:
    paths, split = default_cases(Path("library"))
    assert all(path.name.startswith("corpus_") for path in paths)
    cases = chosen_cases(paths, split)
    assert len(cases) >= 100
    assert {case.split for case in cases} == {"report"}


def test_one_id_in_two_files_is_refused(tmp_path: Path) -> None:
    one, two = (small_library.write_rows(tmp_path / name, [ROW]) for name in ("1.jsonl", "2.jsonl"))
    with pytest.raises(InputError) as refused:
        chosen_cases((one, two), "all")
    assert str(refused.value) == f"{two}: the id 'c1' was used in {one}; give one of them another"


def test_a_file_that_is_bad_beyond_the_split_is_refused_too(tmp_path: Path) -> None:
    path = small_library.write_rows(tmp_path / "1.jsonl", [ROW, {**ROW, "id": "c2", "kind": "hard", "split": "tune"}])
    with pytest.raises(InputError, match=r"1\.jsonl:2: kind 'hard'"):
        chosen_cases((path,), "report")


def test_no_case_of_a_split_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no case of the split 'tune'"):
        chosen_cases((small_library.write_rows(tmp_path / "1.jsonl", [ROW]),), "tune")


def test_a_file_without_cases_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"1\.jsonl: no cases"):
        chosen_cases((small_library.write_rows(tmp_path / "1.jsonl", []),), "all")


def test_gold_that_is_not_in_the_samples_says_that_these_are_the_samples() -> None:
    check_gold((BEES, OWLS), PAPERS, None)
    for library, hint in ((None, "(this is the sample library; name another with --library)"), (Path("l"), "about")):
        with pytest.raises(InputError) as refused:
            check_gold((BEES, OWLS), PAPERS[:1], library)
        assert str(refused.value).startswith("case c2: no paper of the library is called 'Owls'")
        assert str(refused.value).endswith(hint)


@pytest.mark.parametrize(
    ("cases", "same"),
    [
        ((OWLS, BEES), True),
        ((BEES,), False),
        ((BEES, replace(OWLS, key_facts=("9",))), False),
        ((BEES, replace(OWLS, filters=Filters())), False),
        ((BEES, replace(OWLS, id="c3")), False),
    ],
)
def test_the_digest_of_cases_moves_with_what_they_ask(cases: tuple[Case, ...], same: bool) -> None:
    assert (digest_of_cases(cases) == digest_of_cases((BEES, OWLS))) is same


@pytest.mark.parametrize(
    ("papers", "same"),
    [
        (PAPERS[::-1], True),
        ((replace(PAPERS[0], sources=(Source("a", "b", "c"),)), PAPERS[1]), True),
        (PAPERS[:1], False),
        ((replace(PAPERS[0], abstract="There are 8 bees."), PAPERS[1]), False),
        ((replace(PAPERS[0], id="p3"), PAPERS[1]), False),
    ],
)
def test_the_digest_of_papers_moves_with_what_they_say(papers: tuple[Paper, ...], same: bool) -> None:
    assert (digest_of_papers(papers) == digest_of_papers(PAPERS)) is same


CHANGES: list[tuple[Callable[[Setup], Setup], str]] = [
    (lambda s: replace(s, info=replace(s.info, cases_digest="d2")), "cases (d1, now d2)"),
    (lambda s: replace(s, papers_digest="x"), "papers in the library (p-digest, now x)"),
    (lambda s: replace(s, info=replace(s.info, fingerprint="y")), "embedder (fake, now y)"),
    (lambda s: replace(s, info=replace(s.info, mode="llm")), "mode (extractive, now llm)"),
    (lambda s: replace(s, info=replace(s.info, model="m")), "model (none, now m)"),
    (lambda s: replace(s, info=replace(s.info, system="random")), "system (assistant, now random)"),
]


@pytest.mark.parametrize(("change", "told"), CHANGES, ids=[told for _, told in CHANGES])
def test_a_difference_is_told(change: Callable[[Setup], Setup], told: str) -> None:
    assert differences(SETUP, change(SETUP)) == [told]


def test_where_and_when_a_run_is_made_is_no_difference() -> None:
    info = replace(SETUP.info, name="other", started="later", judge="embedded", version="9", missing=("c1",))
    assert differences(SETUP, replace(SETUP, info=info, library="/moved", generation=9, cases=("/else.jsonl",))) == []


def test_a_folder_is_named_by_the_time_in_utc_and_never_used_twice() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    names = []
    for _ in range(3):
        folder = new_folder(Path("eval-runs"), now, "extractive")
        folder.mkdir(parents=True)
        names.append(folder.as_posix())
    first = "eval-runs/20260102T010405Z-extractive"
    assert names == [first, f"{first}-2", f"{first}-3"]
    assert new_folder(Path("there"), now.astimezone(UTC), "llm").as_posix() == "there/20260102T010405Z-llm"


def test_the_version_has_a_digest_of_the_program() -> None:
    released, digest = program_version().split("+")
    assert released[0].isdigit()
    assert len(digest) == 12
    assert program_version().endswith(digest)
