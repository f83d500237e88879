"""Answers, cases and a judge made by hand, for the tests of measures. Papers have letters: "a" is about apples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.grounding import Grounding
from assistant.records import Answer, Citation, Paper, Sentence, Status, Verdict
from evals.judging import judged_points, judged_sentences
from evals.known import KnownPapers, known_papers
from evals.metrics.subject import Subject
from evals.outcomes import Outcome, Ranking
from evals.read_cases import Case

PAPERS = tuple(Paper(letter, f"On {letter}", f"{letter} grows. It is {letter}.") for letter in "abcdef")
KNOWN: KnownPapers = known_papers(PAPERS)
CASE = Case("c1", "single_fact", question="What grows?", gold=("a",))
ABSENT = Case("c2", "absent_topic", question="Who sings?", should_abstain=True)
ABSTAINED = Answer("q", "q", "abstained", "extractive")


@dataclass
class TableJudge:
    """A judge that knows what sets of papers, by the letters that their sentences begin with, say of any claim."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    name: str = "table"

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """The verdict of the table, "unsupported" where it has none."""
        letters = "".join(sorted(premise[0] for premise in premises))
        self.asked.append((claim, letters))
        return Grounding(self.verdicts.get(letters, "unsupported"), None, "by the table")


def citation(letter: str) -> Citation:
    """The first sentence of a paper's abstract, quoted as it stands."""
    paper = Paper(letter, f"On {letter}", f"{letter} grows. It is {letter}.")
    return Citation("abcdefxyz".index(letter) + 1, paper, f"{letter} grows.", 0, 8, verbatim=True)


def answer(*sentences: tuple[str, str] | tuple[str, str, Verdict], status: Status = "answered") -> Answer:
    """An answer of sentences given as (text, letters of the papers cited, verdict shown)."""
    citations: list[Citation] = []
    made = []
    for text, letters, *shown in sentences:
        places = range(len(citations), len(citations) + len(letters))
        citations += [citation(letter) for letter in letters]
        made.append(Sentence(text, tuple(places), shown[0] if shown else "supported"))
    return Answer("q", "q", status, "extractive", tuple(made), tuple(citations))


def subject(
    case: Case, given: Answer | Outcome, judge: TableJudge | None = None, *, also_ok: str = "", search: str = ""
) -> Subject:
    """A case with what was answered, judged; `search` is the ranking of search, a letter a paper."""
    rankings = (Ranking("search", tuple(search)),) if search else ()
    outcome = given if isinstance(given, Outcome) else Outcome(case.id, given, rankings)
    made = Subject(case, frozenset(case.gold), frozenset(also_ok), outcome, KNOWN)
    if made.answer is None:
        return made
    asked = judge or TableJudge()
    said = [sentence.text for sentence in made.said]
    judged = judged_sentences(made.answer, KNOWN, asked)
    points = judged_points(case.key_points, made.answer, said, asked)
    return Subject(case, made.gold, made.also_ok, outcome, KNOWN, judged, points)
