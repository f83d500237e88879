"""The judges by the name that `--judge` takes. A new one is a file here and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.embedding import Embedder
from assistant.embedding.cross_encoder import CrossEncoder
from assistant.errors import UsageError
from assistant.model import open_model
from assistant.settings import Settings
from evals.judges.base import Judge
from evals.judges.embedded import EmbeddedJudge
from evals.judges.exact import ExactJudge
from evals.judges.llm import LlmJudge

OpenEmbedder = Callable[[], Embedder]
"""Opens an embedder; called only by a judge that needs one, as opening it takes time."""


def _exact(_: OpenEmbedder, __: Settings) -> Judge:
    return ExactJudge()


def _embedded(embedder: OpenEmbedder, _: Settings) -> Judge:
    return EmbeddedJudge(embedder(), CrossEncoder())


def _signs(embedder: OpenEmbedder, _: Settings) -> Judge:
    return EmbeddedJudge(embedder())


def _llm(_: OpenEmbedder, settings: Settings) -> Judge:
    model = open_model(settings)
    if model is None:
        raise UsageError(
            "--judge llm asks a language model, and none is set; set LITASSIST_LLM_MODEL, or use --judge embedded"
        )
    return LlmJudge(model, settings.cache_dir)


JUDGES: Mapping[str, Callable[[OpenEmbedder, Settings], Judge]] = {
    "none": _exact,
    "signs": _signs,
    "embedded": _embedded,
    "llm": _llm,
}


def open_judge(name: str, embedder: OpenEmbedder, settings: Settings) -> Judge:
    """The judge of a name, with an embedder to use if it needs one: MiniLM, with which it was fitted.

    Raises:
        UsageError: there is none of that name, or it needs a model and none is set.
        SettingsError: the model cannot be used as it is set.
    """
    if name not in JUDGES:
        raise UsageError(f"--judge {name}: there is no such judge; use one of {', '.join(JUDGES)}")
    return JUDGES[name](embedder, settings)
