"""What speaks for and against a title ending at a given word: named features of one candidate boundary.

Only the line itself is looked at, so a title is cut the same way whatever else is on the page or in the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.title_line import Words
from ingest.formats.title_words import ADJECTIVE_ENDS, FUNCTION, GERUND_NOUNS, OPENERS, PAPER, VERBS

_LENGTH_BINS = (1, 2, 3, 4, 6, 9, 13, 17, 21, 26, 33)
_VERB_BINS = (1, 2, 3, 5, 8, 12)
_ENDS_OPENER = {
    **dict.fromkeys(("we", "it", "time", "turn", "when"), "ends in clause opener"),
    "label": "ends in label",
}
_SENTENCE_END = re.compile(r"[a-z0-9)\]][.!]$")


def features(words: Words, n: int) -> Iterator[str]:
    """The names of the features that a cut after `n` words has; a name may come several times."""
    yield from _length(n)
    yield from _title_end(words, n)
    yield from _title_whole(words, n)
    yield from _opening(words, n)
    yield from _casing(words, n)
    yield from _verb(words, n)
    yield from _models(words, n)
    yield from _definition(words, n)
    yield from _repetition(words, n)


def _length(n: int) -> Iterator[str]:
    yield f"length {max((b for b in _LENGTH_BINS if b <= n), default=1)}"


def _title_end(words: Words, n: int) -> Iterator[str]:
    last, plain = words.raw[n - 1], words.plain[n - 1]
    if plain in FUNCTION:
        yield "ends in function word"
    elif plain in OPENERS:
        yield _ENDS_OPENER.get(OPENERS[plain], "ends in opener")
    if words.wants_noun(n - 1):
        yield "ends dangling"
    elif plain.endswith(ADJECTIVE_ENDS):
        yield "ends in adjective"
    if last[-1] == "." and _in_title_case(words, n) and any(words.small(i) for i in range(max(1, n - 4), n)):
        yield "ends in a sentence"
    elif last[-1] in ".?!":
        yield f"ends in {last[-1]}"
    if plain.endswith("ing") and plain not in GERUND_NOUNS:
        yield "ends in gerund"
    if n > 1 and plain.endswith("ing") and words.plain[n - 2].endswith("ing"):
        yield "ends in two gerunds"
    if n > 1 and words.raw[n - 2][-1] == ":":
        yield "one word after colon"


def _in_title_case(words: Words, n: int) -> bool:
    start = range(min(n, 6))
    return sum(words.big(i) for i in start) > max(1, 2 * sum(words.small(i) for i in start))


def _title_whole(words: Words, n: int) -> Iterator[str]:
    text = " ".join(words.raw[:n])
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        yield "open quote"
    for word in words.raw[: n - 1]:
        if _SENTENCE_END.search(word) and len(word) > 3:
            yield "sentence inside"
    if any(word.islower() and word in VERBS for word in words.raw[2:n]):
        yield "verb inside"
    if any(word in {"we", "our"} for word in words.plain[:n]):
        yield "we inside"
    if any(word.startswith("(") and word.rstrip(",.:").endswith("s)") for word in words.raw[:n]):
        yield "acronym inside"


def _opening(words: Words, n: int) -> Iterator[str]:
    first, second = words.plain[n], words.plain[n + 1]
    kind = OPENERS.get(first)
    if not words.raw[n][0].isupper():
        yield "opens small" if words.raw[n][0].isalnum() else "opens with a sign"
    if (first in {"this", "the"} and second in PAPER) or (first == "in" and second in {"this", "our"}):
        yield "opens this paper"
    elif first == "we" and words.raw[n + 1].islower():
        yield "opens we"
    elif kind:
        yield f"opens {kind}"
        if words.raw[n + 1].islower():
            yield f"opens {kind} small"
    if first.endswith("ing"):
        yield "opens gerund noun" if first in GERUND_NOUNS else "opens gerund"
    if words.raw[n + 1][0] == "(" and sum(char.isupper() for char in words.raw[n]) > 1:
        yield "opens acronym"
    if words.raw[n][-1] == ",":
        yield "opens comma"
    if words.raw[n][-1] == ":":
        yield "opens colon"


def _casing(words: Words, n: int) -> Iterator[str]:
    yield "second small" if words.raw[n + 1][0].islower() else "second big"
    ahead = range(n + 1, min(n + 6, len(words.raw)))
    for i in ahead:
        if words.small(i):
            yield "small ahead"
        elif words.big(i):
            yield "big ahead"
    behind = range(max(1, n - 3), n)
    smalls = sum(words.small(i) for i in behind)
    title_case = _in_title_case(words, n)
    for _ in range(smalls):
        yield "small behind in title case" if title_case else "small behind"
    if n > 1 and words.small(n - 1) and words.raw[n][0].isupper():
        yield "case turns up"
    for i in range(n + 1, min(n + 10, len(words.raw) - 1)):
        if _SENTENCE_END.search(words.raw[i - 1]):
            break
        if words.plain[i] in OPENERS and words.raw[i][0].isupper() and words.raw[i + 1][0].islower():
            yield "opener just ahead" if i < n + 4 else "opener ahead"
            break


def _verb(words: Words, n: int) -> Iterator[str]:
    for distance, i in enumerate(range(n + 1, min(n + 16, len(words.raw))), start=1):
        if words.plain[i] in VERBS and words.raw[i][0].islower():
            yield f"verb within {min((b for b in _VERB_BINS if b >= distance), default=16)}"
            return
        if _SENTENCE_END.search(words.raw[i]):
            yield "short sentence" if distance < 4 else "sentence without verb"
            return
    yield "no verb"


def _models(words: Words, n: int) -> Iterator[str]:
    """Whether "(large) (neural) language models" begins here, or was cut in two: the commonest opening in the field."""
    for at in range(n, min(n + 5, len(words.raw) - 1)):
        if words.plain[at] in {"model", "models"}:
            after = words.raw[at + 1]
            if words.wants_noun(n - 1):
                yield "splits model phrase"
            elif at > n and (after[0] == "(" or after.islower()):
                yield "opens model phrase"
        if not words.wants_noun(at):
            return


def _definition(words: Words, n: int) -> Iterator[str]:
    """Whether a phrase whose acronym follows in brackets begins right here, soon, or was cut in two."""
    for at in range(n, min(n + 8, len(words.raw))):
        acronym = words.raw[at]
        if acronym[0] != "(" or not acronym.rstrip(").,;:").endswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZs")):
            continue
        letters = acronym.strip("().,;:").removesuffix("s").lower()
        start = _phrase(words, at, letters)
        if start is not None:
            yield (
                "defines at once"
                if start == n
                else "splits a definition"
                if start < n
                else "defines next"
                if start == n + 1
                else "defines soon"
            )
            if start == n and words.plain[n - 1].endswith("ing"):
                yield "gerund before definition"
            if start == n + 1 and words.plain[n].endswith("ing"):
                yield "gerund opens definition"
        return


def _phrase(words: Words, at: int, letters: str) -> int | None:
    """Where the words begin whose initials spell `letters` just before word `at`; hyphened parts count as words."""
    initials = ""
    for i in range(at - 1, max(-1, at - 8), -1):
        initials = "".join(part[0] for part in words.plain[i].split("-") if part) + initials
        if letters and initials.endswith(letters):
            return i
    return None


def _repetition(words: Words, n: int) -> Iterator[str]:
    title, start = words.plain[:n], words.plain[n : n + 4]
    for size in (4, 3, 2, 1):
        if len(start) >= size and any(title[k : k + size] == start[:size] for k in range(n - size + 1)):
            yield f"repeats {size}"
            if title[-size:] == start[:size]:
                yield "repeats its end"
            break
    if words.pairs[words.plain[n - 1], words.plain[n]] > 1:
        yield "splits a pair"
    if words.pairs[words.plain[n], words.plain[n + 1]] > 1:
        yield "pair opens"
    if n > 1 and words.pairs[words.plain[n - 2], words.plain[n - 1]] > 1:
        yield "pair ends"
