"""The plan of a question with a model's help: what the rules found, and what the model read besides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from assistant.claims import read
from assistant.filters import condition
from assistant.library import Snapshot
from assistant.naming import WORKS
from assistant.planning import ONLY, Planned, left_aside, met, own, planned, together, told
from assistant.records import STRUCK, Filters, SearchPlan, Turn
from assistant.replies import Tally
from assistant.writing.calls import Calls
from assistant.writing.reading import MOST_TURNS, SYSTEM, TASK, ReadQuestion, read_reply, request

PLAN_FAILED = "The model did not read the question; rules alone did"
UNREADABLE = "What the model made of the question could not be read; rules alone read it."
STRAYED = "What the model made of the question has no word of it or of what was said before; rules alone read it."
NO_CONDITION = "Not only papers {} were searched: the model takes that for no condition of the question."
KINDS = (
    ("year_from", "year_to", "date_from", "date_to"),
    ("authors",),
    ("n_authors_min", "n_authors_max"),
    ("venues",),
)
"""Kinds of conditions that a question may set."""
_UNSPACED = "\u0e00"
"""From here on most letters are of scripts that write words without blanks: each counts as a word."""
_TIME = r"(?:days?|weeks?|months?|years?|decades?)"
_CAME = rf"(?:{WORKS}|publish\w*|appear(?:ed|ing)?|came\s+out|released|written)"
_WHEN = r"(?:since|before|after|until|during|prior to|earlier|later|older|newer|recently|lately)"
_SIGNS = re.compile(
    # "over the past few years", "this decade"; "the 2020 paper"; "that came out after …", "newer studies"
    rf"\b(?:last|past|recent|previous)\s+(?:[\w-]+\s+){{0,3}}{_TIME}\b|\bthis\s+{_TIME}\b|\b{_TIME}\s+ago\b"
    r"|\b(?:19|20)\d\d(?:s|\b)|\b(?:eighties|nineties|noughties)\b"
    rf"|\b{_CAME}\s+(?:[\w'’-]+\s+){{0,2}}{_WHEN}\b|\b(?:newer|older)\s+(?:[\w-]+\s+)?{WORKS}\b"
    r"|\b(?:newer|more recent)\s+than\b"
    # "Smith's group", "papers by smith"; "in a journal"
    r"|['’]s?\s+(?:groups?|teams?|labs?|colleagues|students)\b|\b(?:group|team|lab)\s+of\s+(?-i:[A-Z])"
    rf"|\b(?:co-?)?author(?:s|ed)?\b|\b{WORKS}\s+(?:(?:written|authored|done)\s+)?by\s"
    r"|\b(?:journals?|conferences?|proceedings|venues?|workshops?)\b",
    re.IGNORECASE,
)
"""What may be a condition on papers; one or two questions of a hundred that have none have such words, too."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be planned: the question, the turns before it, the filters that were set, the day."""

    question: str
    history: Sequence[Turn]
    filters: Filters
    today: date


def needs_model(rules: Planned, asking: Asking) -> bool:
    """Whether there is anything to read that rules may read wrongly: turns before, several parts, or conditions.

    A question from which rules cut none may have one in other words; these are looked for in what rules left of it.
    """
    known = asking.history or rules.plan.sub_questions or rules.plan.filters != asking.filters
    return bool(known or _SIGNS.search(rules.plan.question))


def with_model(snapshot: Snapshot, rules: Planned, asking: Asking, calls: Calls) -> Planned:
    """The plan after a model has read the question, too; the rules' own where its reply is of no use.

    Raises:
        Stopped: the reader stopped.
    """
    asked = request(asking.question, asking.history, asking.today)
    if calls.fits([asked]) != "fits":
        return rules
    reply = calls.tried("plan", (SYSTEM, TASK), asked, PLAN_FAILED)
    if reply is None:
        return rules
    said = read_reply(reply.text)
    if said is None or not keeps_to(said, asking):
        calls.notices.append(UNREADABLE if said is None else STRAYED)
        calls.tally += Tally(malformed=1)
        return rules
    return merged(snapshot, said, asking)


def keeps_to(said: ReadQuestion, asking: Asking) -> bool:
    """Whether a reading has a word of the question or of what was said before, and each of its parts of these or of it.

    Titles of cited papers do not count, though the model sees them: who wrote them may want something else asked.
    """
    turns = asking.history[-MOST_TURNS:]
    answers = (sentence.text for turn in turns for sentence in turn.answer.sentences if sentence.verdict not in STRUCK)
    known = _words(asking.question, *(turn.question for turn in turns), *answers)
    words = _words(said.question)
    return not known or bool(words & known and all(_words(part) & (words | known) for part in said.sub_questions or ()))


def _words(*texts: str) -> frozenset[str]:
    """What texts speak of: names, numbers and stems of all words that carry."""
    keys = {token.key for text in texts for token in read(text).tokens if token.kind in {"word", "name", "number"}}
    return frozenset(keys).union(c for text in texts for c in text if c >= _UNSPACED and c.isalnum())


def merged(snapshot: Snapshot, said: ReadQuestion, asking: Asking) -> Planned:
    """The rules' reading of the model's standalone question, with the parts and conditions that the model found.

    Of each kind of condition its own stands in place of what rules read, as rules may take for one what is none. What
    it neither names nor keeps in its question it has forgotten: that is as rules read it in the question asked. Its
    conditions are left out where no paper meets them: a name may be spelt as no paper has it.
    """
    alone = planned(snapshot, said.question, (), asking.filters, asking.today)
    asked = planned(snapshot, asking.question, (), asking.filters, asking.today)
    parts = alone.plan.sub_questions if said.sub_questions is None else said.sub_questions
    here, there = own(alone.plan.filters, asking.filters), own(asked.plan.filters, asking.filters)
    aside = tuple(dict.fromkeys(n for n in (*alone.notices, *asked.notices) if not n.startswith(ONLY)))
    by_rules = _of_both(here, there)
    if said.filters is None:
        return _planned(said, alone.plan.question, parts, together(asking.filters, by_rules), asking, aside)
    refused = Filters()
    wanted = said.filters
    for kind in KINDS:
        if _of_kind(said.filters, kind) == Filters():
            if _of_kind(here, kind) == Filters():
                wanted = together(wanted, _of_kind(there, kind))  # forgotten
            refused = together(refused, _of_kind(here, kind))
    if not met(snapshot, together(asking.filters, wanted)) and met(snapshot, together(asking.filters, by_rules)):
        unmet = (*(n for n in aside if n not in alone.missed + asked.missed), *left_aside(said.filters))
        notices = tuple(dict.fromkeys(unmet))
        return _planned(said, alone.plan.question, parts, together(asking.filters, by_rules), asking, notices)
    no_condition = (NO_CONDITION.format(told(refused)),) if condition(refused) else ()
    # What rules cut out of the question is a condition only if the model has it.
    question = said.question if no_condition else alone.plan.question
    return _planned(said, question, parts, together(asking.filters, wanted), asking, no_condition)


def _planned(
    said: ReadQuestion,
    question: str,
    parts: tuple[str, ...],
    wanted: Filters,
    asking: Asking,
    notices: tuple[str, ...],
) -> Planned:
    told_first = _notices(wanted, asking.filters)
    return Planned(SearchPlan(question, parts, wanted), said.question, (*told_first, *notices))


def _of_kind(filters: Filters, kind: Sequence[str]) -> Filters:
    return replace(Filters(), **{name: getattr(filters, name) for name in kind})


def _of_both(here: Filters, there: Filters) -> Filters:
    """Conditions read in two forms of a question: of each kind the first form's, where it has any."""
    kinds = (_of_kind(here, kind) if _of_kind(here, kind) != Filters() else _of_kind(there, kind) for kind in KINDS)
    return reduce(together, kinds, Filters())


def _notices(wanted: Filters, given: Filters) -> tuple[str, ...]:
    found = own(wanted, given)
    return (f"{ONLY} {told(found)} were searched, as the question says.",) if condition(found) else ()
