"""Answers written by a model: every sentence is checked, mended once where it fails, and else struck through."""

from assistant.writing.calls import Calls
from assistant.writing.composing import assembled
from assistant.writing.entailment import ModelJudge
from assistant.writing.opening import Writers
from assistant.writing.planning import Asking, needs_model, with_model
from assistant.writing.records import Checked, Task
from assistant.writing.subject import says
from assistant.writing.writer import WORD_FOR_WORD, Desk, Outcome, Writer

__all__ = [
    "WORD_FOR_WORD",
    "Asking",
    "Calls",
    "Checked",
    "Desk",
    "ModelJudge",
    "Outcome",
    "Task",
    "Writer",
    "Writers",
    "assembled",
    "needs_model",
    "says",
    "with_model",
]
