"""What the tools are called with: checked, since it comes from another program, and refused in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import UsageError
from assistant.records import Filters

MOST = 50
"""More papers than a reader, or a model's memory, has use for in one reply."""
_SHOWN = 60


class Arguments(BaseModel):
    """Arguments of a tool: a name that is not listed is refused, since a filter that is overlooked misleads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Arguments):
    """A question, and which papers may answer it."""

    question: Annotated[str, Field(description="what to look for, in plain words, up to 4,000 tokens")]
    year_from: Annotated[int | None, Field(description="first year, inclusive")] = None
    year_to: Annotated[int | None, Field(description="last year, inclusive")] = None
    authors: Annotated[list[str] | None, Field(description="names or whole words of names, any of which fits")] = None
    venues: Annotated[list[str] | None, Field(description="venues or parts of them, any of which fits")] = None

    def filters(self) -> Filters:
        """The filters asked for."""
        authors, venues = tuple(self.authors or ()), tuple(self.venues or ())
        return Filters(year_from=self.year_from, year_to=self.year_to, authors=authors, venues=venues)


class Search(Question):
    """A question, which papers may answer it, and how many are wanted."""

    k: Annotated[int, Field(ge=1, le=MOST, description="how many papers at most")] = 10


class OnePaper(Arguments):
    """The id of a paper."""

    id: Annotated[str, Field(description="a paper's id, as search_papers and ask give it")]


A = TypeVar("A", bound=Arguments)


def read_arguments(kind: type[A], given: Mapping[str, Any] | None) -> A:
    """The arguments of a call.

    Raises:
        UsageError: something is missing, unknown, or of another kind; the message names each.
    """
    try:
        return kind.model_validate(given or {})
    except ValidationError as error:
        known = ", ".join(kind.model_fields)
        faults = "; ".join(_fault(fault, known) for fault in error.errors(include_url=False))
        raise UsageError(faults) from error


def _fault(fault: Any, known: str) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"{place} is missing"
    if fault["type"] == "extra_forbidden":
        return f"{place} is no argument of this tool; known: {known}"
    given = repr(fault["input"])
    short = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
    return f"{place}={short}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
