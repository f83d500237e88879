"""What readers think of answers and citations, kept in the data folder as `python -m evals drafts` reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import UsageError
from assistant.ui.acts import Act
from assistant.ui.sessions import Session
from evals.feedback import FILE, Feedback, FeedbackKind, append

KINDS: dict[str, FeedbackKind] = {"up": "thumbs_up", "down": "thumbs_down", "wrong": "wrong_citation"}
THANKS = {
    "thumbs_up": "Noted. It stays on this machine.",
    "thumbs_down": "Noted on this machine, as a case to be looked at.",
    "wrong_citation": "Noted on this machine: this citation is wrong.",
}
MAX_COMMENT = 2_000
MAX_BYTES = 256 * 2**20
"""The file holds whole answers; one that has grown so large is to be looked at before more is added."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Remarks:
    """The file of remarks of all users below `data_dir`."""

    data_dir: Path
    now: Callable[[], str] = _now

    def note(self, session: Session, act: Act) -> str:
        """Keep a remark on an answer or citation of the session's own conversation; what the reader is told then.

        Raises:
            UsageError: there is no such answer, sentence or citation, or the remark cannot be written.
        """
        said = remark(session, act, self.now())
        path = self.data_dir / FILE
        try:
            if path.exists() and path.stat().st_size > MAX_BYTES:
                raise UsageError(f"{path} is full; make cases of it with: python -m evals drafts, then move it away")
            append(path, said)
        except OSError as error:
            raise UsageError(f"The remark could not be kept ({error.strerror}); make {path} writable.") from error
        return THANKS[said.kind]


def remark(session: Session, act: Act, at: str) -> Feedback:
    """The remark as a record.

    Raises:
        UsageError: there is no such answer, sentence or citation.
    """
    kind = KINDS.get(act.do)
    if kind is None or not 1 <= act.turn <= len(session.turns):
        raise UsageError("This answer is not in the conversation any more; load the page again.")
    turn = session.turns[act.turn - 1]
    numbers = {citation.number for citation in turn.answer.citations}
    known = act.sentence is None or act.sentence < len(turn.answer.sentences)
    if kind == "wrong_citation" and (act.number not in numbers or not known):
        raise UsageError("This citation is not in the answer any more; load the page again.")
    return Feedback(
        at=at,
        kind=kind,
        question=turn.question,
        answer=turn.answer,
        history=tuple(before.question for before in session.turns[: act.turn - 1]),
        sentence=act.sentence if kind == "wrong_citation" else None,
        citation=act.number if kind == "wrong_citation" else None,
        comment=act.text[:MAX_COMMENT],
    )
