"""Of two records of a file under one key that say different things, the second is refused: it would replace the first.

The same record twice is none the worse for it, and places such as "line 7" are no keys.
"""

from __future__ import annotations

from assistant.records import Paper
from ingest.formats.base import LINE, Rejected

_TITLE = 60
"""Characters of a title that are shown."""
_BITS = 64
_HASH = (1 << _BITS) - 1


class Once:
    """The records of one input, a file or a live source, by their own keys."""

    def __init__(self, name: str) -> None:
        self._name = name
        # Of a key its hash, of a record its hash and line in one number: a file may hold millions of them.
        self._met: dict[int, int] = {}

    def checked(self, found: Paper | Rejected, line: int | None = None) -> Paper | Rejected:
        """The record, or why it is refused; `line` is where it begins."""
        if not isinstance(found, Paper) or (key := found.sources[0].entry).startswith(LINE):
            return found
        said = hash(found) & _HASH
        first = self._met.setdefault(hash(key), (line or 0) << _BITS | said)
        if first & _HASH == said:
            return found
        above = f"in line {first >> _BITS}" if first >> _BITS else "above"
        reason = (
            f"the id {key!r} of {found.title[:_TITLE]!r} stands {above} for another text; give each record its own id"
        )
        return Rejected(self._name, line, reason)
