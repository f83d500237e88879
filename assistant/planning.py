"""What is searched for, by rules: history and question to a standalone question, its parts, and filters it words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from assistant.conditions import Conditions, read_conditions
from assistant.filters import Named, condition
from assistant.finding import select_papers
from assistant.library import Snapshot
from assistant.questions import one_line, parts, standalone
from assistant.records import Filters, SearchPlan, Turn

_ACRONYM = 3
"""A name with so many capitals may stand for a venue; others must be the whole name of one."""

ONLY = "Only papers"
"""So a notice begins that a question narrowed the search."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, the standalone question in the asker's words, and what the asker should know of how it was read.

    `missed` says so of names that the library does not know; `notices` say it, too. `alone` is the plan of
    an answer without a model, where a model is to be shown other papers beside the newest.
    """

    plan: SearchPlan
    standalone_question: str
    notices: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    alone: SearchPlan | None = None


def planned(snapshot: Snapshot, question: str, history: Sequence[Turn], filters: Filters, today: date) -> Planned:
    """The plan for a question after some turns, under the filters that were set.

    What the question says of papers becomes filters, unless no paper meets them and nothing says that publishing is
    meant: then years are of what is asked about. Any other condition was meant, so that is said.

    Raises:
        UsageError: the filters cannot be read, as `condition` says.
    """
    line = one_line(question)
    alone = standalone(line, history)
    if history and alone == line and not _asks(read_conditions(line, _Known(snapshot), today).rest):
        alone = f"{history[-1].answer.standalone_question} {line}"
    said = read_conditions(alone, _Known(snapshot), today)
    wanted = together(filters, said.filters)
    missed = _missed(said.missed)
    if said.filters == Filters() or not (said.stated or met(snapshot, wanted)):
        meant = replace(said.filters, year_from=None, year_to=None, date_from=None, date_to=None) != Filters()
        aside = left_aside(said.filters) if meant else ()
        return Planned(SearchPlan(alone, parts(line, history), filters), alone, (*aside, *missed), missed)
    rests = [read_conditions(part, _Known(snapshot), today).rest for part in parts(line, history)]
    asked = tuple(rest for rest in rests if _asks(rest))
    plan = SearchPlan(_asked(said, alone), asked if len(asked) > 1 else (), wanted)
    held = own(wanted, filters)
    only = (f"{ONLY} {told(held)} were searched, as the question says.",) if held != Filters() else ()
    return Planned(plan, alone, (*only, *missed), missed)


def own(wanted: Filters, given: Filters) -> Filters:
    """What of the filters differs from those that were set."""
    names = (field.name for field in fields(Filters))
    return replace(Filters(), **{n: getattr(wanted, n) for n in names if getattr(wanted, n) != getattr(given, n)})


def together(given: Filters, said: Filters) -> Filters:
    """Both filters: of two bounds the narrower; where both name something, what was set."""
    found = {}
    for name in (f.name for f in fields(Filters)):
        values = [value for value in (getattr(given, name), getattr(said, name)) if value not in (None, ())]
        if values and name.endswith(("_from", "_min")):
            found[name] = max(values)
        elif values and name.endswith(("_to", "_max")):
            found[name] = min(values)
        elif values:
            found[name] = values[0]
    return replace(Filters(), **found)


def told(filters: Filters) -> str:
    """Filters that a question worded, in words.

    >>> told(Filters(year_from=2023, n_authors_min=1, n_authors_max=1))
    'from 2023 on by one author'
    """
    first, last = (filters.date_from or filters.year_from, filters.date_to or filters.year_to)
    words = [_between(first, last, "from {0} on", "up to {0}", "of {0}", "from {0} to {1}")]
    low, high = filters.n_authors_min, filters.n_authors_max
    if (low, high) == (1, 1):
        words.append("by one author")
    else:
        words.append(
            _between(
                low, high, "by {0} or more authors", "by at most {0} authors", "by {0} authors", "by {0} to {1} authors"
            )
        )
    words += [f"by {name}" for name in filters.authors]
    words += [f"in {name}" for name in filters.venues]
    return " ".join(word for word in words if word)


def _between(low: object, high: object, least: str, most: str, same: str, both: str) -> str:
    if low is None or high is None:
        return "" if low is high else (least if high is None else most).format(low if high is None else high)
    return (same if low == high else both).format(low, high)


def left_aside(filters: Filters) -> tuple[str, ...]:
    """The notice that conditions of a question were not held to."""
    return (f"No paper of this library that may be searched is {told(filters)}; that was left aside.",)


def _missed(names: Filters) -> tuple[str, ...]:
    kinds = (("author", names.authors), ("venue", names.venues))
    return tuple(f"No {kind} here is called {name}; that was left aside." for kind, own in kinds for name in own)


def met(snapshot: Snapshot, filters: Filters) -> bool:
    """Whether any paper meets the filters.

    Raises:
        UsageError: the filters cannot be read, as `condition` says.
    """
    selection = select_papers(snapshot, filters)
    return selection is None or len(selection) > 0


def _asked(said: Conditions, alone: str) -> str:
    """What is searched for: the question without its conditions, unless it is nothing else."""
    return said.rest if _asks(said.rest) else alone


def _asks(rest: str) -> bool:
    """Whether anything is left of a question without its conditions."""
    return any(character.isalnum() for character in rest)


class _Known:
    """Whether a library has papers by an author, or of a venue."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __call__(self, kind: str, name: str) -> bool:
        filters = Filters(authors=(name,)) if kind == "authors" else Filters(venues=(name,))
        if kind == "authors":
            return met(self._snapshot, filters)
        folded = [n for part in condition(filters) or () if isinstance(part, Named) for n in part.names]
        if sum(character.isupper() for character in name) >= _ACRONYM and " " not in name:
            return met(self._snapshot, filters)
        return bool(folded) and bool(self._snapshot.catalogue.codes("venue", lambda venue: venue == folded[0]))
