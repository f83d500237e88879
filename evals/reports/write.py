"""The three files of a report: `scores.json` for programs, `report.html` to look at, `report.md` to paste."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import LitAssistError
from assistant.library.manifest import write_atomically
from evals.outcomes import Outcome
from evals.reports.markdown import markdown
from evals.reports.page import page
from evals.run_folder import write_scores
from evals.scores import Scores

HTML, MARKDOWN = "report.html", "report.md"


def write_reports(scores: Scores, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write all three, each whole or not at all, in place of earlier ones.

    Raises:
        LitAssistError: one of them cannot be written.
    """
    write_scores(folder, scores)
    for name, content in ((HTML, page(scores, outcomes)), (MARKDOWN, markdown(scores))):
        try:
            write_atomically(folder / name, content.encode())
        except OSError as error:
            raise LitAssistError(
                f"{folder / name} cannot be written ({error.strerror}); free the place or name another folder"
            ) from error
