"""The judges "signs", which weighs what can be counted and compared, and "embedded", which has a reader as well.

`assistant/grounding.py` is what judges; `python -m evals grounding DATASET --judge embedded` measures it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.embedding import Embedder
from assistant.grounding import Grounder, Grounding, Reader


class EmbeddedJudge:
    """Judges by the signs of `assistant/support.py`, and by a reader if there is one. Safe for any threads."""

    def __init__(self, embedder: Embedder, reader: Reader | None = None) -> None:
        """Use MiniLM, with which the weights were fitted.

        Raises:
            InputError: the weights cannot be read, or are for another reader.
        """
        self._grounder = Grounder(embedder, reader=reader)
        self._name = "signs" if reader is None else "embedded"

    @property
    def name(self) -> str:
        """What `--judge` calls it."""
        return self._name

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises together support the claim; no premises support nothing."""
        return self._grounder.judge(claim, premises)
