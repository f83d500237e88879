"""Judgements on disk, by what was asked: a file each, for its owner only. What is damaged counts as not there."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.codec import from_json, to_json
from assistant.errors import InputError, LitAssistError
from assistant.grounding import Grounding
from assistant.library.manifest import write_atomically

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700


class KeptJudgements:
    """Judgements in a folder, which is made with the first. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read or written yet."""
        self._folder = folder

    def get(self, key: str) -> Grounding | None:
        """The judgement kept under a key, hex digits of a digest; None where there is none that can be used."""
        try:
            row = json.loads(self._path(key).read_bytes())
            found = from_json(Grounding, row["judgement"]) if row["key"] == key else None
        except (OSError, ValueError, RecursionError, KeyError, TypeError, InputError):
            return None
        return found if found and _makes_sense(found) else None

    def put(self, key: str, judgement: Grounding) -> None:
        """Keep a judgement.

        Raises:
            LitAssistError: it cannot be written.
        """
        path = self._path(key)
        try:
            self._folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
            path.parent.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
            write_atomically(path, json.dumps({"key": key, "judgement": to_json(judgement)}).encode(), OWNER_ONLY)
        except OSError as error:
            raise LitAssistError(
                f"{path} cannot be written ({error.strerror}); free some space or set LITASSIST_CACHE_DIR"
            ) from error

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _makes_sense(judgement: Grounding) -> bool:
    return judgement.verdict != "unchecked" and judgement.support is not None and 0 <= judgement.support <= 1
