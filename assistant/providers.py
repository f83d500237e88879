"""What a library is asked with: the embedder that it was written with, and the language model of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from assistant.answering import AnswersWith
from assistant.embedding import Embedder, open_embedder
from assistant.library import Fingerprint, check_fingerprint
from assistant.settings import Settings


class ModelAnswers(AnswersWith, Protocol):
    """Answers with a language model, until it is closed."""

    def close(self) -> None:
        """Close the model."""


def model_answers(settings: Settings) -> ModelAnswers | None:
    """What answers with the model of the settings, None where none is set."""
    if settings.llm_model is None:
        return None
    # What writing needs takes as long to load as a search, and most runs have no model.
    from assistant.written import WrittenAnswers  # noqa: PLC0415

    return WrittenAnswers(settings, settings.llm_model)


def embedder_of(own: Fingerprint, settings: Settings, folder: Path) -> Embedder:
    """The embedder that a library was written with, checked to be the very same."""
    embedder = open_embedder(own.embedder, settings)
    asked = Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, own.chunking)
    check_fingerprint(own, asked, folder)
    return embedder
