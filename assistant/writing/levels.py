"""What a question can afford: fewer papers first, then no ranking, checking and repairing by the model, then no model.

Everything is estimated before the first word, as a call can take at most, so that an answer begun is not broken off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.model import Request
from assistant.records import Evidence
from assistant.tokens import exceeds
from assistant.writing.calls import Calls
from assistant.writing.neutral import shown_paper

MOST = 10
"""Papers that the writer is shown."""
FEWEST = 3
MAX_TOKENS = 24_000
"""Of all papers shown; ten abstracts of usual length have a sixth of it."""
REPLY = 6000
"""Tokens of an answer with its evidence, thoughts included."""
SHORT_REPLY = 1200
"""Where a question may spend little; some eight sentences with their evidence."""
EXTRA_REPLIES = (2500, 2500, 3000, 2500)
"""About what ranking, checking, repairing and checking again may write."""

TOO_DEAR = {
    "tokens": "A language model would need more tokens than LITASSIST_MAX_TOKENS allows.",
    "cost": "A language model would cost more than LITASSIST_MAX_COST_USD allows.",
    "cost_unknown": (
        "What the language model costs is not known, so LITASSIST_MAX_COST_USD cannot be held; "
        "name its price in a file with LITASSIST_PRICES."
    ),
}
SPARING = (
    "LITASSIST_MAX_TOKENS or LITASSIST_MAX_COST_USD leaves room for writing only: the model did not check its sentences, "
    "the local check alone did."
)


@dataclass(frozen=True, slots=True)
class Level:
    """How much is done for a question. `extras`: ranking, checking and repairing by the model."""

    papers: int
    extras: bool
    reply: int


def levels(n: int) -> Iterator[Level]:
    """The levels for `n` papers, the best first."""
    counts = [count for count in dict.fromkeys((n, *range(min(n, MOST) - 2, FEWEST - 1, -2), min(n, FEWEST))) if count]
    for extras in (True, False):
        yield from (Level(count, extras, REPLY) for count in counts)
    yield from (Level(count, extras=False, reply=SHORT_REPLY) for count in counts)


def level_for(
    calls: Calls, evidence: Sequence[Evidence], write: Callable[[Level], Request], *, ranked: bool = False
) -> Level | None:
    """As `affordable`, with a notice where that is writing only, or not even that."""
    level = affordable(calls, evidence, write, ranked=ranked)
    if level is None:
        calls.notices.append(TOO_DEAR.get(calls.fits([write(Level(1, extras=False, reply=1))]), TOO_DEAR["tokens"]))
    elif not level.extras:
        calls.notices.append(SPARING)
    return level


def affordable(
    calls: Calls, evidence: Sequence[Evidence], write: Callable[[Level], Request], *, ranked: bool = False
) -> Level | None:
    """The best level that fits what the question may still spend, None where none does; `write` makes the writing call.

    `ranked`: the papers have been ranked, which has been paid for.
    """
    n = shown(evidence, calls.name)
    extras = EXTRA_REPLIES[1:] if ranked else EXTRA_REPLIES
    return next((level for level in levels(n) if calls.fits(_all(level, write, extras)) == "fits"), None)


def _all(level: Level, write: Callable[[Level], Request], extras: Sequence[int]) -> list[Request]:
    first = write(level)
    return [first, *(replace(first, max_tokens=n) for n in (extras if level.extras else ()))]


def shown(evidence: Sequence[Evidence], model: str) -> int:
    """How many papers, of the first `MOST`, are shown without being more than `MAX_TOKENS` together; at least one."""
    texts = [shown_paper(e) for e in evidence[:MOST]]
    n = len(texts)
    while n > 1 and exceeds("\n\n".join(texts[:n]), MAX_TOKENS, model):
        n -= 1
    return n
