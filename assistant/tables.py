"""Papers beside each other: a row a paper, a column an aspect, each cell a quote from that paper or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Event
from typing import TypeVar

from assistant.answerability import probability, signals
from assistant.aspects import Aspect, comparison_of
from assistant.candidates import Candidate, read_found
from assistant.cells import said_of
from assistant.embedding import Embedder
from assistant.errors import Stopped
from assistant.filters import left_out
from assistant.finding import find, select_papers
from assistant.fitted import Fitted
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.planning import planned
from assistant.questions import checked
from assistant.records import Citation, Evidence, Filters, Mode, Paper, Status
from assistant.search import interleaved
from assistant.terms import question_terms

T = TypeVar("T")
ROWS = 10
NOT_STATED = "not stated"
NOT_ALL_SEEN = (
    '"not stated" means that no sentence was found, not that the abstract is silent. Without a model, what it says in '
    "other words than the aspect's is missed, and so is a sentence that only leads up to the topic, or has the words but "
    "neither a number nor anything that tells of the paper's own work."
)
NEAREST = (
    "Under a question stands the sentence of each paper that is nearest to it; without a model it is not known whether "
    "that answers it. Aspects named in a word or two are judged more strictly."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A paper and what it says of each aspect, in the order of `Table.aspects`; None where nothing was found."""

    number: int
    evidence: Evidence
    cells: tuple[Citation | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Papers compared. A row has at least one cell with a quote; papers found that say nothing are `silent`.

    `status` as for an answer: `partial` where an aspect has no quote at all, which `missing` names, and `abstained`
    where there are no rows: the library does not answer the question, or, where `missing` names all aspects, it does
    but no paper was found to speak of these. `silent` then has the nearest papers.
    """

    question: str
    status: Status
    mode: Mode
    aspects: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    silent: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    model: str | None = None
    fingerprint: str = ""

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the rows, in their order."""
        return tuple(row.evidence.paper for row in self.rows)


@dataclass(frozen=True, slots=True)
class Compared:
    """One call for a table: everything it was given."""

    question: str
    aspects: tuple[str, ...] = ()
    k: int = ROWS
    filters: Filters = field(default_factory=Filters)
    notices: tuple[str, ...] = ()
    today: date = field(default_factory=date.today)
    stop: Event = field(default_factory=Event)


def tabulate(snapshot: Snapshot, embedder: Embedder, asked: Compared, fitted: Fitted) -> Table:
    """The papers found for a question, compared by its aspects, from the library alone.

    What the question says of papers ("since 2023") chooses among them, as for an answer.

    Raises:
        QuestionError: the question is empty or too long.
        UsageError: an aspect has no words, there are too many, or `k` or a filter cannot be read.
        Stopped: `asked.stop` was set meanwhile.
    """
    read = planned(snapshot, checked(asked.question), (), asked.filters, asked.today)
    comparison = comparison_of(read.plan.question, asked.aspects)
    asked = replace(asked, filters=read.plan.filters, notices=asked.notices + read.notices)
    evidence, likely = _evidence(snapshot, embedder, asked, comparison.questions, fitted)
    selection = select_papers(snapshot, Filters(paper_ids=tuple(found.paper.id for found in evidence)))
    if not likely or selection is None:
        return _table(snapshot, asked, comparison.aspects, [], evidence)
    said = [said_of(snapshot, embedder, aspect, selection, fitted) for aspect in _wanted(comparison.aspects, asked)]
    return _table(snapshot, asked, comparison.aspects, said, evidence)


def _wanted(parts: Iterable[T], asked: Compared) -> Iterator[T]:
    """The parts of the work, each looked for only as long as the table is wanted."""
    for part in parts:
        if asked.stop.is_set():
            raise Stopped("stopped")
        yield part


def _evidence(
    snapshot: Snapshot, embedder: Embedder, asked: Compared, questions: Sequence[str], fitted: Fitted
) -> tuple[tuple[Evidence, ...], bool]:
    """The papers to compare, and whether the library likely answers any of the questions."""
    queries = [Query(question, embedder.embed_questions([question])[0]) for question in _wanted(questions, asked)]
    hits = [find(snapshot, query, asked.k, asked.filters, fitted.search) for query in queries]
    likely = [_likely(snapshot, embedder, query, found, fitted) for query, found in zip(queries, hits, strict=True)]
    return interleaved(hits, asked.k), any(likely)


def _likely(snapshot: Snapshot, embedder: Embedder, query: Query, evidence: Sequence[Evidence], fitted: Fitted) -> bool:
    found = read_found(snapshot, embedder, query, evidence)
    sure = probability(signals(found, question_terms(snapshot, query.text)), fitted.abstention)
    return sure >= fitted.abstention.threshold


def _table(
    snapshot: Snapshot,
    asked: Compared,
    aspects: Sequence[Aspect],
    said: Sequence[dict[str, Candidate]],
    evidence: Sequence[Evidence],
) -> Table:
    speaking = [e for e in evidence if any(e.paper.id in column for column in said)]
    rows = tuple(_row(number, e, said) for number, e in enumerate(speaking, 1))
    missing = tuple(aspect.text for aspect, column in zip(aspects, said, strict=bool(said)) if not column)
    status: Status = "abstained" if not rows else "partial" if missing else "answered"
    return Table(
        question=asked.question,
        status=status,
        mode="extractive",
        aspects=tuple(aspect.text for aspect in aspects),
        rows=rows,
        silent=tuple(e for e in evidence if e not in speaking),
        missing=missing,
        notices=(
            *asked.notices,
            *left_out(select_papers(snapshot, asked.filters)),
            *([NEAREST] if rows and any(aspect.kind == "question" for aspect in aspects) else []),
            *([NOT_ALL_SEEN] if missing or any(None in row.cells for row in rows) else []),
        ),
        fingerprint=str(snapshot.manifest.fingerprint),
    )


def _row(number: int, evidence: Evidence, said: Sequence[dict[str, Candidate]]) -> Row:
    sentences = [column.get(evidence.paper.id) for column in said]
    return Row(number, evidence, tuple(None if s is None else _quoted(number, s) for s in sentences))


def _quoted(number: int, sentence: Candidate) -> Citation:
    return Citation(number, sentence.evidence.paper, sentence.text, sentence.start, sentence.end, verbatim=True)
