"""What a model wrote, as a reader may see it: no keys, links, images, addresses or tags, whatever made it write one."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.escaping import visible
from assistant.orders import KEY

_SHORT = 300
_PIECE = re.compile(
    r"(?P<image>!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\))"
    r"|\[(?P<link>[^\[\]\n]{0,300})\]\([^()\n]{0,500}\)"
    r"|\[(?P<bracket>[^\[\]\n]{0,300})\]"
    r"|(?P<tag></?[A-Za-z!][^<>\n]{0,300}>)"
    r"|(?P<address>(?:[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bdata:[a-z]+/|\bmailto:)[^\s\"'\u201d\u2019)>\]]*)"
    rf"|\((?P<round>\s*{KEY}(?:(?:[,;&\s]|and)+{KEY})*\s*)\)"
    rf"|\b(?P<bare>{KEY})\b"
    r"|(?P<emphasis>\*\*|__|`)",
    re.IGNORECASE,
)
_KEYS = re.compile(rf"\s*(?:{KEY}\s*(?:[,;&\s]|and)*)+", re.IGNORECASE)
_ROUND_KEY = re.compile(rf"\(\s*{KEY}\b", re.IGNORECASE)
_NUMBERS = re.compile(r"[1-9]\d{0,2}(?:\s*[,;\u2013-]\s*[1-9]\d{0,2})*")
_BEFORE_CONTENT = frozenset("in of from to between within over by see range interval at and or = \u2208".split())
"""Words behind which numbers in brackets are no reference: "a score in [1, 5]"."""
_ONE_KEY = re.compile(KEY, re.IGNORECASE)
_EMPTY = re.compile(r"\([\s,;]*\)")
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?)](?:\s|$))")
_HELD = "( \t,;"
OnKey = Callable[[str], None]
NONE: frozenset[str] = frozenset()
IN_WORDS = "this paper"


def tidy(text: str, on_key: OnKey = lambda _: None, known: frozenset[str] = NONE) -> str:
    """The text on one line without what a reader must not see; `on_key` is told each key that stood in brackets.

    Of keys without brackets those that are `known` are exchanged for words, and told too: others may be names.

    >>> tidy("Gates are **sparse** [p7f3a] ![x](http://a.example/y.png).")
    'Gates are sparse.'
    """

    def exchange(piece: re.Match[str]) -> str:
        if piece["link"] is not None:
            return _bracket(piece, "link", on_key) if _KEYS.fullmatch(piece["link"]) else piece["link"]
        if piece["bracket"] is not None:
            return _bracket(piece, "bracket", on_key)
        if piece["round"] is not None:
            return _keys(piece["round"], on_key) if _are_keys(piece["round"], known) else piece[0]
        if piece["bare"] is not None:
            return IN_WORDS + _keys(piece["bare"], on_key) if piece["bare"].lower() in known else piece[0]
        return ""

    cleared = _PIECE.sub(exchange, visible(text))
    # What was put together by taking something out is looked at again.
    again = _PIECE.sub(exchange, cleared)
    plain = again.replace("[", "(").replace("]", ")").replace("](", ") (")
    plain = re.sub(r"<(?=[A-Za-z/!])", "\u2039", plain)
    return " ".join(_BEFORE_STOP.sub("", _EMPTY.sub("", " ".join(plain.split()))).split())


def settled(text: str, known: frozenset[str] = NONE) -> str:
    """As `tidy`, of as much of a line that is still being written as nothing behind it can change."""
    for at in range(len(text), 0, -1):
        if text[at - 1].isspace() and not _is_open(text[:at]):
            return tidy(text[:at], known=known).rstrip(_HELD)
    return ""


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


def _bracket(piece: re.Match[str], group: str, on_key: OnKey) -> str:
    """What stands for a bracket: nothing for keys and for references of the model's own, else round brackets."""
    inside = piece[group]
    if _KEYS.fullmatch(inside):
        return _keys(inside, on_key)
    before = piece.string[: piece.start()].split()[-1:]
    refers = _NUMBERS.fullmatch(inside) and not (before and before[0].lower() in _BEFORE_CONTENT)
    return "" if refers else f"({inside})"


def _keys(text: str, on_key: OnKey) -> str:
    for key in _ONE_KEY.findall(text):
        on_key(key.lower())
    return ""


def _are_keys(text: str, known: frozenset[str]) -> bool:
    """Whether these are keys and no words: "padded" could be one, and has no digit."""
    return all(key.lower() in known or any(c.isdigit() for c in key) for key in _ONE_KEY.findall(text))
