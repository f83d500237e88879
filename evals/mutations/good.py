"""The good sentences that mutations start from: of answers to answerable questions, citing nothing but gold papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from assistant.records import STRUCK, Answer
from evals.known import KnownPapers
from evals.outcomes import Outcome
from evals.read_cases import Case


@dataclass(frozen=True, slots=True)
class Good:
    """A good answer: its case, the ids of the papers that it should rest on, and which of its sentences are good."""

    case: Case
    gold: frozenset[str]
    answer: Answer
    places: tuple[int, ...]


def good_answers(
    cases: Iterable[Case], outcomes: Sequence[Outcome], known: KnownPapers, *, most: int, seed: int
) -> tuple[Good, ...]:
    """The answers with at least one good sentence, and up to `most` good sentences of each, drawn by the seed."""
    by_case = {outcome.case: outcome.answer for outcome in outcomes}
    found = []
    for case in cases:
        answer = by_case.get(case.id)
        if case.should_abstain or answer is None or answer.status == "abstained":
            continue
        gold = frozenset(i for name in (*case.gold, *case.also_ok) if (i := known.named(name)))
        places = [i for i in range(len(answer.sentences)) if _is_good(answer, i, gold, known)]
        drawn = Random(f"{seed} {case.id}").sample(places, min(most, len(places)))
        if drawn:
            found.append(Good(case, gold, answer, tuple(sorted(drawn))))
    return tuple(found)


def _is_good(answer: Answer, place: int, gold: frozenset[str], known: KnownPapers) -> bool:
    sentence = answer.sentences[place]
    cited = {known.id_of(answer.citations[i].paper) for i in sentence.citations}
    return bool(cited) and cited <= gold and sentence.verdict not in STRUCK
