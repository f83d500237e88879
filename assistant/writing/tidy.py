"""What a model wrote, as a reader may see it: no keys, links, images, addresses or tags, whatever made it write one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.escaping import visible
from assistant.orders import KEY, without_disguise

_SHORT = 300
_ALONE = (r"(?<![a-z0-9])(?<![a-z0-9]_)", r"(?![a-z0-9]|_[a-z0-9])")
"""Around a key that stands alone, be it in the underscores of emphasis; "p_beef1" is one word."""
_PIECE = re.compile(
    r"(?P<image>!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\))"
    r"|\[(?P<link>[^\[\]\n]{0,300})\]\([^()\n]{0,500}\)"
    r"|\[(?P<bracket>[^\[\]\n]{0,300})\]"
    r"|(?P<tag></?[A-Za-z!][^<>\n]{0,300}>)"
    r"|(?P<address>(?:[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bdata:[a-z]+/|\bmailto:)[^\s\"'\u201d\u2019)>\]]*)"
    rf"|\((?P<round>\s*[*_]*{KEY}{_ALONE[1]}[^()\n]{{0,80}})\)"
    rf"|{_ALONE[0]}(?P<bare>(?P<mark>[*_]?){KEY}(?P=mark)){_ALONE[1]}"
    r"|(?P<emphasis>\*\*|__|`)",
    re.IGNORECASE,
)
_ROUND_KEY = re.compile(rf"\(\s*[*_]*{KEY}{_ALONE[1]}", re.IGNORECASE)
_NUMBERS = re.compile(r"[1-9]\d{0,2}(?:\s*[,;\u2013-]\s*[1-9]\d{0,2})*")
_BEFORE_CONTENT = frozenset("in of from to between within over by see range interval at and or = \u2208".split())
"""Words behind which numbers in brackets are no reference: "a score in [1, 5]"."""
_ONE_KEY = re.compile(rf"{_ALONE[0]}{KEY}{_ALONE[1]}", re.IGNORECASE)
_UNBRACKETED = re.compile(rf"(?<![\[(]){_ONE_KEY.pattern}", re.IGNORECASE)
_WORD = re.compile(r"[\w\xad\u200b-\u200f\u2060-\u206f\ufeff]+")
_BESIDE_KEYS = 4
"""So many words beside keys in brackets are about the citing ("see", "p. 3", "abstract"), and go with them."""
_EMPTY = re.compile(r"\([\s,;]*\)")
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?)](?:\s|$))")
_HELD = "( \t,;"
_HOST_DOT = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")
_NUMERIC_HOST = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b\S*")
OnKey = Callable[[str], None]
NONE: frozenset[str] = frozenset()
IN_WORDS, UNKNOWN_IN_WORDS = "this paper", "a paper"


def tidy(
    text: str, on_key: OnKey = lambda _: None, known: frozenset[str] = NONE, names: frozenset[str] | None = None
) -> str:
    """The text on one line without what a reader must not see; `on_key` is told each key that stood there as one.

    Keys in brackets go, with the few words beside them. Without brackets those that are `known` are exchanged for
    words; where `names` says which words only look like keys ("p110a"), so are all others of digits and letters.

    >>> tidy("Gates are **sparse** [p7f3a] ![x](http://a.example/y.png).")
    'Gates are sparse.'
    """
    reader = _Reader(on_key, known, names)
    # What was put together by taking something out is looked at again.
    plain = reader.cleared(reader.cleared(visible(undisguised(text))))
    plain = plain.replace("[", "(").replace("]", ")").replace("](", ") (")
    plain = re.sub(r"<(?=[A-Za-z/!])", "\u2039", plain)
    return " ".join(_BEFORE_STOP.sub("", _EMPTY.sub("", " ".join(plain.split()))).split())


@dataclass(frozen=True, slots=True)
class _Reader:
    on_key: OnKey
    known: frozenset[str]
    names: frozenset[str] | None

    def cleared(self, text: str) -> str:
        return _PIECE.sub(self._exchange, text)

    def _exchange(self, piece: re.Match[str]) -> str:
        group = piece.lastgroup
        if group == "bare":
            return self._in_words(piece[group])
        if group not in ("link", "bracket", "round"):
            return ""
        inside = piece[group]
        if keys := self._cited(inside, square=group != "round"):
            return self._told(*keys)
        if group == "link":
            return inside
        return _bracket(piece) if group == "bracket" else f"({self.cleared(inside)})"

    def _is_key(self, word: str) -> bool:
        """Whether this is a key and no word: "padded" could be one, and has no digit."""
        word = word.lower()
        return word in self.known or (any(c.isdigit() for c in word) and word not in (self.names or NONE))

    def _cited(self, inside: str, *, square: bool) -> list[str]:
        """The keys in brackets that cite; none where they stand among more words than a citation has."""
        beside = [word for word in _ONE_KEY.sub(" ", inside).split() if any(map(str.isalnum, word))]
        words = _ONE_KEY.findall(inside)
        # Nothing but what reads like keys in square brackets are keys, whatever else they could mean.
        keys = words if square and all(word == "and" for word in beside) else list(filter(self._is_key, words))
        return keys if len(beside) <= _BESIDE_KEYS else []

    def _in_words(self, word: str) -> str:
        key = word.strip("*_")
        if key.lower() in self.known:
            return IN_WORDS + self._told(key)
        forged = self.names is not None and self._is_key(key) and not key[1:].isdigit()
        return UNKNOWN_IN_WORDS + self._told(key) if forged else word

    def _told(self, *keys: str) -> str:
        for key in keys:
            self.on_key(key.lower())
        return ""


def undisguised(text: str) -> str:
    """A text whose keys stand in plain letters, be they written in wide ones or with what is not seen inside."""
    return text if text.isascii() else _WORD.sub(_plain_key, text)


def _plain_key(word: re.Match[str]) -> str:
    plain = without_disguise(word[0])
    return plain if _ONE_KEY.fullmatch(plain.strip("_")) else word[0]


def key_like(*texts: str) -> frozenset[str]:
    """The words of texts that look like keys without brackets around them, in lower case: genes, devices."""
    return frozenset(word.lower() for text in texts for word in _UNBRACKETED.findall(text))


def without_hosts(text: str) -> str:
    """A text in which no host can become a link, for what never needs to name one.

    >>> without_hosts("As a.example/x says, 3.5 of 4, e.g. here.")
    'As a. example/x says, 3.5 of 4, e.g. here.'
    """
    return _HOST_DOT.sub(". ", _NUMERIC_HOST.sub("", text))


def settled(text: str, known: frozenset[str] = NONE, names: frozenset[str] | None = None) -> str:
    """As `tidy`, of as much of a line that is still being written as nothing behind it can change."""
    for at in range(len(text), 0, -1):
        if (text[at - 1].isspace() or _ends_alone(text[at - 1])) and not _is_open(text[:at]):
            return tidy(text[:at], known=known, names=names).rstrip(_HELD)
    return ""


def _ends_alone(character: str) -> bool:
    """In scripts without blanks a word ends anywhere; wide Latin letters are none of them, and may be a key's."""
    return character > "\u2e7f" and not ("\uff10" <= character <= "\uff5a" or character == "\ufeff")


def _is_open(text: str) -> bool:
    """Whether a bracket, link or tag has begun that may still end, or an image's mark stands at the end."""
    bracket, tag = text.rfind("["), text.rfind("<")
    if bracket >= 0 and len(text) - bracket <= _SHORT + 1 and "]" not in text[bracket:]:
        return True
    behind = text[max(0, text.rfind("(")) :]
    if len(behind) <= _SHORT + 1 and ")" not in behind and _ROUND_KEY.match(behind):
        return True
    link = text.rfind("](")
    if link >= 0 and len(text) - link <= 2 * _SHORT and ")" not in text[link:]:
        return True
    return (
        tag >= 0 and len(text) - tag <= _SHORT + 3 and ">" not in text[tag:] and text[tag + 1 : tag + 2].strip() != ""
    )


def _bracket(piece: re.Match[str]) -> str:
    """What stands for a bracket without keys: nothing for references of the model's own, else round brackets."""
    inside = piece["bracket"]
    before = piece.string[: piece.start()].split()[-1:]
    refers = _NUMBERS.fullmatch(inside) and not (before and before[0].lower() in _BEFORE_CONTENT)
    return "" if refers else f"({inside})"
