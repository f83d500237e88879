"""A line split into words, with what is asked again and again about them, and where its title may end at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from ingest.formats.title_words import DANGLING, FUNCTION, MODIFIER_ENDS

LONGEST_TITLE = 45
"""Words; the longest titles on record in the field are about 30."""

EDGE = "\"'“”‘’`*()[]{},.;:?!"
"""What may stand around a word without being part of it."""


@dataclass(frozen=True)
class Words:
    """A line split at spaces, with what is asked again and again about its words."""

    raw: tuple[str, ...]

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The words in lower case without surrounding punctuation."""
        return tuple(word.strip(EDGE).lower() for word in self.raw)

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How often each two words stand together anywhere in the line."""
        return Counter(zip(self.plain, self.plain[1:], strict=False))

    def small(self, i: int) -> bool:
        """Whether word `i` is a content word in lower case, as sentences have and Title Case has not."""
        word = self.raw[i].lstrip(EDGE)
        return word[:1].islower() and word.islower() and self.plain[i] not in FUNCTION

    def wants_noun(self, i: int) -> bool:
        """Whether word `i` modifies what follows it: "large", "graph-based", "instruction-tuned"."""
        plain = self.plain[i]
        return plain in DANGLING or plain.endswith(MODIFIER_ENDS) or ("-" in plain and plain.endswith("ed"))

    def big(self, i: int) -> bool:
        """Whether word `i` begins with a capital or has one further in (`mT5`)."""
        return not self.raw[i].islower() and any(char.isupper() for char in self.raw[i])


def candidates(words: Words) -> list[int]:
    """Counts of title words to consider: no bracket is open, and what follows is not a plain lower-case word."""
    depth, found = 0, []
    for i in range(min(LONGEST_TITLE, len(words.raw) - 4) + 1):
        word = words.raw[i]
        can_end = i and depth <= 0 and words.raw[i - 1][-1] not in ":;,&+-–—"
        if can_end and word[0] not in "()[],:;&+-–—" and not word.lstrip(EDGE).islower():
            found.append(i)
        depth += sum((char in "([{") - (char in ")]}") for char in word)
    return found
