"""A judge that is asked for much at once says what it says one by one, and is asked for nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from assistant.grounding import Grounding
from assistant.records import Verdict
from assistant.writing.neutral import shown_text
from evals.judges.base import Asked, Judge
from evals.judging import Remembering, judged_points, judged_sentences
from evals.premises import PREMISES
from tests.scored_answers import KNOWN, TableJudge, answer

SENTENCES = (("One.", "ab"), ("Two.", "abc"), ("Three.", "a"), ("a grows.", "a"), ("Four.", ""))
TABLES: tuple[dict[str, Verdict], ...] = (
    {},
    {"ab": "supported"},
    {"a": "supported", "ab": "supported"},
    {"abc": "unchecked", "ab": "partial", "b": "supported"},
)


@dataclass
class Rounds:
    """A table's verdicts, given round by round."""

    table: TableJudge
    rounds: list[list[Asked]] = field(default_factory=list)
    name: str = "rounds"

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """One claim alone is what nobody should ask."""
        raise AssertionError((claim, premises))

    def judge_all(self, asked: Sequence[Asked], on_progress: Callable[[int], None]) -> list[Grounding]:
        """Every verdict of the table."""
        self.rounds.append(list(asked))
        on_progress(len(asked))
        return [self.table.judge(*one) for one in asked]


@pytest.mark.parametrize("table", TABLES)
def test_the_same_in_rounds(table: dict[str, Verdict]) -> None:
    given, told = answer(*SENTENCES), list[tuple[int, int]]()
    single, rounds = TableJudge(table), Rounds(TableJudge(table))
    expected = judged_sentences(given, KNOWN, Remembering(single))
    remembering = Remembering(rounds)

    def use(judge: Judge) -> object:
        return judged_sentences(given, KNOWN, judge)

    remembering.ahead(use, lambda n, done: told.append((n, done)))
    assert use(remembering) == expected
    assert sorted(rounds.table.asked) == sorted(single.asked)
    assert len(rounds.rounds) <= 2
    assert told == [(len(one), len(one)) for one in rounds.rounds]


def test_others_are_not_asked_ahead() -> None:
    table = TableJudge()
    Remembering(table).ahead(lambda judge: judge.judge("One.", ("a",)), lambda _, __: None)
    assert table.asked == []


def test_against_whole_abstracts_two_quotes_of_a_paper_are_one_citation() -> None:
    given = answer(("It is so.", "aab"))
    second = replace(given.citations[1], quote="It is a.", start=9, end=17)
    citations = (given.citations[0], second, given.citations[2])
    (judged,) = judged_sentences(
        replace(given, citations=citations), KNOWN, TableJudge({"a": "supported"}), PREMISES["abstract"]
    )
    assert [(c.premise, c.relevant) for c in judged.citations] == [
        ("a grows. It is a. On a (undated).", True),
        ("b grows. It is b. On b (undated).", False),
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("llm", ("Asked was: q The reader was told: They do. [1] In spring. [2] Cited are: [1] On a. [2] On b.",)),
        ("embedded", ("They do.", "In spring.")),
    ],
)
def test_a_model_is_told_what_the_answer_answers(name: str, told: tuple[str, ...]) -> None:
    given, rounds = answer(("They do.", "a"), ("In spring.", "b")), Rounds(TableJudge({}), name=name)
    remembering = Remembering(rounds)
    remembering.ahead(
        lambda judge: judged_points(("Bees dance.",), given, ("They do.", "In spring."), judge),
        lambda _n, _done: None,
    )
    assert rounds.rounds == [[("Bees dance.", told)]]
    assert all(len(shown_text(text)) == len(text) for text in told)  # nothing of it is taken for an order
