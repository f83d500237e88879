"""From feedback to draft cases: kept durably and privately, read line by line, one draft a question."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.codec import from_json, to_json
from assistant.errors import InputError, UsageError
from assistant.records import Answer, Citation, Evidence, Filters, Paper, Passage, SearchPlan, Sentence
from evals.commands import drafts as command
from evals.drafts import append_drafts, case_line, drafts, not_in, question_key
from evals.feedback import Feedback, append, read_feedback
from evals.read_cases import Case, read_cases

AT = "2026-11-21T12:00:00Z"


def paper(title: str) -> Paper:
    return Paper(id=title[:4].lower(), title=title, abstract="Bees hum. Bees fly.")


def cite(number: int, title: str) -> Citation:
    return Citation(number, paper(title), "Bees hum.", 0, 9, verbatim=True)


def near(title: str) -> Evidence:
    return Evidence(title[:3], paper(title), Passage(f"{title}-0", title[:4].lower(), "Bees hum.", 0, 9), 0.5)


ANSWER = Answer(
    "Do bees hum?",
    "Do bees hum?",
    "answered",
    "extractive",
    (Sentence("Bees hum.", (0,), "supported"), Sentence("Wasps hum too.", (1, 2), "supported")),
    (cite(1, "Hive Songs"), cite(2, "Wasp Songs"), cite(3, "Both Songs")),
    (near("Hive Songs"), near("Wasp Songs"), near("Pollen")),
)
ABSTAINED = replace(ANSWER, status="abstained", sentences=(), citations=(), evidence=(), nearest=(near("Wax"),))


def said(**changes: object) -> Feedback:
    """That the second citation is wrong, with these changes."""
    plain = Feedback(AT, "wrong_citation", "Do bees hum?", ANSWER, sentence=1, citation=2)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback.jsonl"
    given = [said(), said(kind="thumbs_up", history=("What hums?",), comment='"quoted"\nlone \ud800')]
    for one in given:
        append(path, one)
    assert read_feedback(path).feedback == tuple(given)
    assert read_feedback(path).rejected == ()


def test_feedback_is_private_to_the_user(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback.jsonl"
    append(path, said())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    append(path, said())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_after_a_line_left_half_the_next_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    append(path, said())
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    append(path, said(comment="later"))
    found = read_feedback(path)
    assert [one.comment for one in found.feedback] == ["", "later"]
    assert [bad.line for bad in found.rejected] == [2]


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append(path, said(comment=str(n))), range(40)))
    found = read_feedback(path)
    assert sorted(int(one.comment) for one in found.feedback) == list(range(40))
    assert found.rejected == ()


def test_a_place_that_cannot_be_written_raises(tmp_path: Path) -> None:
    (tmp_path / "feedback.jsonl").mkdir()
    with pytest.raises(OSError, match="feedback"):
        append(tmp_path / "feedback.jsonl", said())


def row(change: Callable[[dict[str, object]], object]) -> str:
    value = to_json(said())
    change(value)
    return json.dumps(value)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no json", "Expecting value"),
        ("[]", "expected an object"),
        (row(lambda value: value.update(schema=9)), "schema 9; this version reads schema 1"),
        (row(lambda value: value.update(kind="shrug")), "one of wrong_citation"),
        (row(lambda value: value.pop("answer")), "a field is missing"),
        (row(lambda value: value["answer"].update(citations=[])), "cites what is not"),  # type: ignore[attr-defined]
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(f"\n{line}\n{json.dumps(to_json(said()))}\n", encoding="utf-8")
    found = read_feedback(path)
    assert found.feedback == (said(),)
    assert [bad.line for bad in found.rejected] == [2]
    assert reason in found.rejected[0].reason


def test_no_file_is_no_feedback(tmp_path: Path) -> None:
    assert read_feedback(tmp_path / "none.jsonl").feedback == ()
    with pytest.raises(UsageError, match="--feedback"):
        read_feedback(tmp_path)


def test_a_wrong_citation_becomes_a_draft_without_that_paper() -> None:
    (draft,) = drafts([said(comment="It is about wasps.")])
    assert draft.case == Case(
        id=draft.case.id,
        kind="single_fact",
        question="Do bees hum?",
        also_ok=("Hive Songs", "Both Songs"),
        tags=("draft", "wrong_citation"),
    )
    assert draft.wrong == ("Wasps hum too. <- Wasp Songs",)
    assert (draft.reports, draft.comments) == (1, ("It is about wasps.",))


@pytest.mark.parametrize(
    ("changes", "candidates"),
    [
        ({"citation": None}, ("Hive Songs",)),
        ({"citation": None, "sentence": None}, ("Hive Songs", "Wasp Songs", "Both Songs")),
        ({"citation": 9, "sentence": 7}, ("Hive Songs", "Wasp Songs", "Both Songs")),
        ({"kind": "thumbs_down", "citation": None}, ("Hive Songs", "Wasp Songs", "Both Songs")),
        ({"answer": ABSTAINED}, ("Wax",)),
        ({"answer": replace(ANSWER, citations=(), sentences=())}, ("Hive Songs", "Wasp Songs", "Pollen")),
    ],
)
def test_candidates_are_what_was_cited_or_shown_but_for_what_was_wrong(
    changes: dict[str, object], candidates: tuple[str, ...]
) -> None:
    (draft,) = drafts([said(**changes)])
    assert draft.case.also_ok == candidates


def test_a_question_is_drafted_once_whatever_was_said_of_it_how_often() -> None:
    given = [
        said(comment="wrong"),
        said(question="Who hums?", kind="thumbs_down"),
        said(question="do  bees HUM", kind="thumbs_down", sentence=None, citation=None, comment="no"),
        said(citation=1, sentence=0, comment="wrong"),
        said(question="Fine?", kind="thumbs_up"),
    ]
    found = drafts(given)
    assert [(draft.case.question, draft.reports) for draft in found] == [("Do bees hum?", 3), ("Who hums?", 1)]
    assert found[0].case.tags == ("draft", "wrong_citation", "thumbs_down")
    assert found[0].case.also_ok == ("Both Songs",)
    assert found[0].comments == ("wrong", "no")
    assert len({draft.case.id for draft in found}) == 2


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which paper counts bees?", "which_work"),
        ("Is there a study of wax?", "which_work"),
        ("Why do bees hum?", "why_how"),
        ("How do bees hum?", "why_how"),
        ("How many bees hum?", "single_fact"),
        ("Do bees hum?", "single_fact"),
    ],
)
def test_the_kind_is_guessed_from_the_question(question: str, kind: str) -> None:
    assert drafts([said(question=question)])[0].case.kind == kind


def test_the_kind_is_guessed_from_what_went_before_and_was_searched() -> None:
    (follow_up,) = drafts([said(history=("What hums?",))])
    assert (follow_up.case.kind, follow_up.case.turns, follow_up.case.question) == (
        "follow_up",
        ("What hums?", "Do bees hum?"),
        "",
    )
    filters = Filters(year_from=2020)
    filtered = replace(ANSWER, plan=SearchPlan("Do bees hum?", (), filters))
    (found,) = drafts([said(answer=filtered)])
    assert (found.case.kind, found.case.filters) == ("filter", filters)
    parts = replace(ANSWER, plan=SearchPlan("Do bees hum?", ("bees", "wasps")))
    assert drafts([said(answer=parts)])[0].case.kind == "several_papers"


def test_a_draft_is_refused_as_a_case_until_it_has_gold(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    (draft,) = drafts([said()])
    append_drafts(path, [draft])
    with pytest.raises(InputError, match=r"cases\.jsonl:1: a case has gold papers"):
        read_cases(path)
    finished = replace(draft.case, gold=draft.case.also_ok[:1], also_ok=())
    path.write_text(case_line(finished) + "\n", encoding="utf-8")
    assert read_cases(path) == (finished,)


def test_drafts_are_added_behind_what_is_there_and_never_twice(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(case_line(Case("own", "single_fact", "Who  hums")), encoding="utf-8")
    found = drafts([said(), said(question="Who hums?"), said(question="Schön? \ud800")])
    append_drafts(path, not_in(path, found))
    assert not_in(path, found) == ()
    cases = [from_json(Case, json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [case.question for case in cases] == ["Who  hums", "Do bees hum?", "Schön? \ud800"]


def test_a_file_of_cases_that_is_none_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a"}\n{', encoding="utf-8")
    with pytest.raises(InputError, match=r"cases\.jsonl:1"):
        not_in(path, drafts([said()]))


def test_questions_are_alike_whatever_their_case_and_blanks() -> None:
    assert question_key(("Do  bees\nHUM?",)) == question_key(("do bees hum",))
    assert question_key(("a", "b")) != question_key(("a b",))


def called(*arguments: str) -> int:
    return command.COMMAND.run(command.COMMAND.parser().parse_args(arguments))


def test_the_command_lists_what_is_in_the_data_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called() == 0
    assert "No answer was faulted" in capsys.readouterr().out
    append(tmp_path / "data" / "feedback.jsonl", said(comment="It is about wasps.", history=("What hums?",)))
    assert called() == 0
    out = capsys.readouterr().out
    for words in ("follow_up", "What hums?", "Do bees hum?", "Wasp Songs", "It is about wasps.", "Both Songs"):
        assert words in out


def test_the_command_gives_one_object_and_names_bad_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(f"{{\n{json.dumps(to_json(said()))}\n", encoding="utf-8")
    assert called("--feedback", str(path), "--json", "--out", str(tmp_path / "cases.jsonl")) == 3
    told = capsys.readouterr()
    value = json.loads(told.out)
    assert [draft["case"]["question"] for draft in value["drafts"]] == ["Do bees hum?"]
    assert [bad["line"] for bad in value["rejected"]] == [1]
    assert f"{path}:1: " in told.err
    assert len((tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_nothing_to_add_leaves_the_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, cases = tmp_path / "some.jsonl", tmp_path / "cases.jsonl"
    path.write_text("", encoding="utf-8")
    assert called("--feedback", str(path), "--out", str(cases)) == 0
    assert not cases.exists()
    append(path, said())
    for note in ("1 drafts added", "nothing to add"):
        assert called("--feedback", str(path), "--out", str(cases)) == 0
        assert note in capsys.readouterr().err
    assert len(cases.read_text(encoding="utf-8").splitlines()) == 1


def test_feedback_that_was_named_and_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        called("--feedback", str(tmp_path / "none.jsonl"))


def test_an_unwritable_file_of_drafts_is_named(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    append(path, said())
    with pytest.raises(UsageError, match="name another file with --out"):
        called("--feedback", str(path), "--out", str(tmp_path / "no" / "cases.jsonl"))
