"""What a language model replied for an answer, as it is kept, and how much of it was of no use."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.records import Usage


@dataclass(frozen=True, slots=True)
class Said:
    """What the model replied in one call: which call, the reply, the digest of what it was sent, why it ended.

    `usage` is what the call took.
    """

    call: str
    text: str
    prompt: str
    finish: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found wrong in a model's replies for one answer, counted.

    `unknown_keys`: keys of no paper that it was shown. `misquoted`: quotes that stand in no abstract. `malformed`:
    replies of which some or all was not in the form asked for. `mended`: sentences that failed the check and that it
    wrote anew so that they stand.
    """

    unknown_keys: int = 0
    misquoted: int = 0
    malformed: int = 0
    mended: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both counted together."""
        return Tally(
            self.unknown_keys + other.unknown_keys,
            self.misquoted + other.misquoted,
            self.malformed + other.malformed,
            self.mended + other.mended,
        )
