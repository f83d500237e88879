"""The measures of a run in the groups in which a report shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.metrics.definitions import DEFINITIONS, GROUPS
from evals.scores import Definition, Measure

OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Group:
    """Measures that belong together, each with its definition."""

    name: str
    measures: tuple[tuple[Definition, Measure], ...]


def grouped(measures: Sequence[Measure]) -> tuple[Group, ...]:
    """The measures in groups, without those that apply to no case; those that this version does not know come last."""
    by_name = {measure.name: measure for measure in measures if measure.n or measure.unscored}
    groups = [Group(name, _of(definitions, by_name)) for name, definitions in GROUPS]
    unknown = [Definition(name, "neither", "") for name in by_name if name not in DEFINITIONS]
    return tuple(group for group in (*groups, Group(OTHER, _of(unknown, by_name))) if group.measures)


def _of(definitions: Iterable[Definition], by_name: Mapping[str, Measure]) -> tuple[tuple[Definition, Measure], ...]:
    return tuple((d, by_name[d.name]) for d in definitions if d.name in by_name)
