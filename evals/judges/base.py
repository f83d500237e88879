"""What a judge is: something that says whether texts support a claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from assistant.grounding import Grounding

Asked = tuple[str, tuple[str, ...]]
"""A claim, and the premises that are to support it together."""


class Judge(Protocol):
    """Judges claims. Safe for any number of threads."""

    @property
    def name(self) -> str:
        """What `--judge` calls it."""

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises together support the claim; no premises support nothing."""


@runtime_checkable
class BatchJudge(Judge, Protocol):
    """A judge that is better asked for many claims at once."""

    def judge_all(self, asked: Sequence[Asked], on_progress: Callable[[int], None]) -> list[Grounding]:
        """The judgement of each, in order; told from time to time how many are done."""


def judged_all(judge: Judge, asked: Sequence[Asked], on_progress: Callable[[int], None]) -> list[Grounding]:
    """The judgement of each, in order, at once where the judge can do that; told how many are done."""
    if isinstance(judge, BatchJudge):
        return judge.judge_all(asked, on_progress)
    found = []
    for claim, premises in asked:
        found.append(judge.judge(claim, premises))
        on_progress(len(found))
    return found
