"""The judges by the name that `--judge` takes. A new one is a file here and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.embedding import Embedder
from assistant.embedding.cross_encoder import CrossEncoder
from assistant.errors import UsageError
from evals.judges.base import Judge
from evals.judges.embedded import EmbeddedJudge
from evals.judges.exact import ExactJudge

OpenEmbedder = Callable[[], Embedder]
"""Opens an embedder; called only by a judge that needs one, as opening it takes time."""


def _exact(_: OpenEmbedder) -> Judge:
    return ExactJudge()


def _embedded(embedder: OpenEmbedder) -> Judge:
    return EmbeddedJudge(embedder(), CrossEncoder())


def _signs(embedder: OpenEmbedder) -> Judge:
    return EmbeddedJudge(embedder())


def _llm(_: OpenEmbedder) -> Judge:
    raise UsageError(
        "--judge llm: this version has no judge that asks a language model; use --judge embedded, "
        "or --judge none for words and numbers alone"
    )


JUDGES: Mapping[str, Callable[[OpenEmbedder], Judge]] = {
    "none": _exact,
    "signs": _signs,
    "embedded": _embedded,
    "llm": _llm,
}


def open_judge(name: str, embedder: OpenEmbedder) -> Judge:
    """The judge of a name, with an embedder to use if it needs one: MiniLM, with which it was fitted.

    Raises:
        UsageError: there is none of that name, or not in this version.
    """
    if name not in JUDGES:
        raise UsageError(f"--judge {name}: there is no such judge; use one of {', '.join(JUDGES)}")
    return JUDGES[name](embedder)
