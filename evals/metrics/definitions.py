"""Every measure by group, in the order in which reports show them. A new metric is a file here and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evals.metrics import abstention, calls, citations, costs, facts, quotes, retrieval, risk, verdicts
from evals.metrics.subject import Subject, Values
from evals.scores import Definition

METRICS: tuple[Callable[[Subject], Values], ...] = (
    retrieval.values,
    citations.values,
    quotes.values,
    facts.values,
    risk.values,
    abstention.values,
    verdicts.values,
    calls.values,
    costs.values,
)
"""What gives a case its values; no two give a measure of one name."""

GROUPS: tuple[tuple[str, tuple[Definition, ...]], ...] = (
    ("Retrieval", retrieval.DEFINITIONS),
    ("Citations", (*citations.DEFINITIONS, *quotes.DEFINITIONS)),
    ("Content", facts.DEFINITIONS),
    ("Answering or abstaining", (*risk.DEFINITIONS, *abstention.DEFINITIONS)),
    ("Verdicts", verdicts.DEFINITIONS),
    ("Replies of the model", calls.QUALITY),
    ("Cost", (*costs.DEFINITIONS, *calls.BY_KIND)),
)

DEFINITIONS: Mapping[str, Definition] = {d.name: d for _, definitions in GROUPS for d in definitions}
