"""Whether eval cases are sound: what each says is checked against the papers that it is about, and against the others.

Checked in the papers' absence too: kinds, ids, questions that ask the same, how the splits are filled. With them: gold
papers exist and pass the case's filters, key facts stand in them, and no wording is copied from an abstract. What takes
a reader is not checked: that a key point follows from its gold paper, that no other paper would do, and that a near
miss is answered by none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cleaning import normalise_title
from assistant.errors import InputError, UsageError
from assistant.records import Filters, Paper
from evals.alike import alike, asked
from evals.case_filters import conditions, passing
from evals.copied import MOST, Wordings
from evals.metrics.facts import has_fact
from evals.read_cases import Case, by_title, read_cases

FEW = 8
LEAST_SHARE = 0.25
"""A kind of at least `FEW` cases has at least this share of them in each split."""
_ABSTAINING = frozenset({"near_miss", "absent_topic"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A case and where it stands."""

    path: Path
    line: int
    case: Case


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a case, and where that stands; line 0 is the file as a whole."""

    file: str
    line: int
    case: str
    text: str

    def __str__(self) -> str:
        """`file:line: case: text`, of which line and case are left out where there are none."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.case + ': ' if self.case else ''}{self.text}"


class Shelf:
    """The papers that cases are about, to look up. Each has an id."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = tuple(papers)
        self._places = {paper.id: n for n, paper in enumerate(self.papers)}
        self._names = by_title(self.papers)

    def place(self, name: str) -> int | None:
        """Where the paper stands that a case calls like this, by title or id."""
        found = self._names.get(name) or self._names.get(normalise_title(name))
        return None if found is None else self._places[found]


def placed_cases(path: Path) -> tuple[Placed, ...]:
    """The cases of a file with their lines.

    Raises:
        UsageError, InputError: as `read_cases`.
    """
    cases = read_cases(path)
    lines = [n for n, line in enumerate(path.read_bytes().split(b"\n"), 1) if line.strip()]
    return tuple(Placed(path, line, case) for line, case in zip(lines, cases, strict=True))


def check_alone(cases: Sequence[Placed]) -> Iterator[Problem]:
    """What is wrong with cases whatever the papers: shape, ids used twice, questions that ask the same."""
    for placed in cases:
        yield from _problems(placed, _shape(placed.case))
    seen: dict[str, Placed] = {}
    for placed in cases:
        if (first := seen.setdefault(placed.case.id, placed)) is not placed:
            yield _problem(placed, f"the id was used before, in {_where(first)}")
    for i, j, near in alike([placed.case for placed in cases]):
        yield _problem(cases[j], f"asks the same as {cases[i].case.id} in {_where(cases[i])} ({near:.0%} equal words)")


def check_against(cases: Iterable[Placed], shelf: Shelf, wordings: Wordings) -> Iterator[Problem]:
    """What is wrong with cases given the papers that they are about, and the texts that they must not copy."""
    for placed in cases:
        case = placed.case
        yield from _problems(placed, (*_named(case, shelf), *_filtered(case, shelf), *_facts(case, shelf)))
        yield from _problems(placed, _copied(case, wordings))


def check_splits(cases: Sequence[Placed]) -> Iterator[Problem]:
    """Whether both splits have enough of each kind. It is the whole suite that is asked, not one file of it."""
    counts = Counter((placed.case.kind, placed.case.split) for placed in cases)
    for kind in sorted({kind for kind, _ in counts}):
        tune, report = counts[kind, "tune"], counts[kind, "report"]
        if tune + report >= FEW and min(tune, report) < LEAST_SHARE * (tune + report):
            yield Problem("all files", 0, "", f"kind {kind} is split {tune} tune to {report} report; move some over")


def in_both_splits(cases: Iterable[Placed]) -> tuple[str, ...]:
    """Normalised titles of papers that are gold in both splits, sorted: a report on them flatters what was tuned."""
    titles: dict[str, set[str]] = {"tune": set(), "report": set()}
    for placed in cases:
        titles[placed.case.split].update(map(normalise_title, placed.case.gold))
    return tuple(sorted(titles["tune"] & titles["report"]))


def _shape(case: Case) -> Iterator[str]:
    if (case.kind == "follow_up") != bool(case.turns):
        yield "a follow_up has turns, and nothing else has"
    if case.turns and (len(case.turns) == 1 or not all(turn.strip() for turn in case.turns)):
        yield "turns are at least two, and none is empty"
    if case.kind in _ABSTAINING and not case.should_abstain:
        yield f"a {case.kind} has should_abstain"
    if case.kind == "several_papers" and len(case.gold) == 1:
        yield "several_papers has at least two gold papers"
    if case.kind == "false_premise" and not (case.key_facts or case.should_abstain):
        yield "a false_premise has a key fact, which is the true value"
    if case.should_abstain and (case.key_facts or case.key_points or case.also_ok):
        yield "a case that should abstain has neither facts nor points nor papers"
    try:
        given = conditions(case)
    except InputError as error:
        yield str(error)
    else:
        if case.kind == "filter" and given == Filters():
            yield "a filter case sets filters, or its tags state them (year_from=2024) where its question says them"


def _named(case: Case, shelf: Shelf) -> Iterator[str]:
    for field, names in (("gold", case.gold), ("also_ok", case.also_ok)):
        yield from (f"{field}: no paper is called {name!r}" for name in names if shelf.place(name) is None)
    found = [shelf.place(name) for name in (*case.gold, *case.also_ok)]
    if len(set(found) - {None}) < len([place for place in found if place is not None]):
        yield "a paper is named twice in gold and also_ok"


def _filtered(case: Case, shelf: Shelf) -> Iterator[str]:
    """Gold papers must pass, and a filter case must leave something out, else it tests nothing."""
    try:
        given = conditions(case)
        passed = passing(shelf.papers, given)
    except (InputError, UsageError) as error:
        if isinstance(error, UsageError):  # the other is told with the shape
            yield str(error)
        return
    for name in (*case.gold, *case.also_ok):
        place = shelf.place(name)
        if place is not None and place not in passed:
            yield f"{name!r} does not meet the case's own conditions"
    if given != Filters() and len(passed) == len(shelf.papers):
        yield "the conditions leave no paper out"


def _facts(case: Case, shelf: Shelf) -> Iterator[str]:
    places = [place for name in case.gold if (place := shelf.place(name)) is not None]
    texts = [f"{shelf.papers[n].title}\n{shelf.papers[n].abstract}" for n in places]
    for fact in case.key_facts:
        if not any(has_fact(text, fact) for text in texts):
            yield f"key fact {fact!r} stands in no gold paper"


def _copied(case: Case, wordings: Wordings) -> Iterator[str]:
    """Key facts are left out: they stand in an abstract by their nature."""
    for text in (asked(case), *case.key_points):
        n, run = wordings.longest(text)
        if n > MOST:
            yield f"{n} words in a row are an abstract's: {run!r}; say it in other words (at most {MOST})"


def _where(placed: Placed) -> str:
    return f"{placed.path}:{placed.line}"


def _problem(placed: Placed, text: str) -> Problem:
    return Problem(str(placed.path), placed.line, placed.case.id, text)


def _problems(placed: Placed, texts: Iterable[str]) -> Iterator[Problem]:
    return (_problem(placed, text) for text in texts)
