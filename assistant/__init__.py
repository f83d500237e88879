"""Answers questions over paper abstracts; every sentence is tied to a sentence a paper really says."""

from assistant.assistant import Assistant, Overview
from assistant.errors import (
    EmbedderMismatch,
    EmbeddingError,
    InputError,
    LibraryError,
    LibraryMissing,
    LibraryNewer,
    LitAssistError,
    ModelError,
    PaperMissing,
    QuestionError,
    SettingsError,
    Stopped,
    UsageError,
)
from assistant.explaining import Explanation
from assistant.records import Answer, Evidence, Filters, Paper, Turn
from assistant.review import Review
from assistant.settings import Settings
from assistant.tables import Table

__all__ = [
    "Answer",
    "Assistant",
    "EmbedderMismatch",
    "EmbeddingError",
    "Evidence",
    "Explanation",
    "Filters",
    "InputError",
    "LibraryError",
    "LibraryMissing",
    "LibraryNewer",
    "LitAssistError",
    "ModelError",
    "Overview",
    "Paper",
    "PaperMissing",
    "QuestionError",
    "Review",
    "Settings",
    "SettingsError",
    "Stopped",
    "Table",
    "Turn",
    "UsageError",
]
