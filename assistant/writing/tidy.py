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
    r"|(?P<emphasis>\*\*|__|`)",
    re.IGNORECASE,
)
_KEYS = re.compile(rf"\s*(?:{KEY}\s*(?:[,;&\s]|and)*)+", re.IGNORECASE)
_ONE_KEY = re.compile(KEY, re.IGNORECASE)
_EMPTY = re.compile(r"\([\s,;]*\)")
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?)](?:\s|$))")
_HELD = "( \t,;"
OnKey = Callable[[str], None]


def tidy(text: str, on_key: OnKey = lambda _: None) -> str:
    """The text on one line without what a reader must not see; `on_key` is told each key that stood in brackets.

    >>> tidy("Gates are **sparse** [p7f3a] ![x](http://a.example/y.png).")
    'Gates are sparse.'
    """

    def exchange(piece: re.Match[str]) -> str:
        if piece["link"] is not None:
            return _bracket(piece["link"], on_key) if _KEYS.fullmatch(piece["link"]) else piece["link"]
        return "" if piece["bracket"] is None else _bracket(piece["bracket"], on_key)

    cleared = _PIECE.sub(exchange, visible(text))
    # What was put together by taking something out is looked at again.
    again = _PIECE.sub(exchange, cleared)
    plain = again.replace("[", "(").replace("]", ")").replace("](", ") (")
    plain = re.sub(r"<(?=[A-Za-z/!])", "\u2039", plain)
    return " ".join(_BEFORE_STOP.sub("", _EMPTY.sub("", " ".join(plain.split()))).split())


def settled(text: str) -> str:
    """As `tidy`, of as much of a line that is still being written as nothing behind it can change."""
    for at in range(len(text), 0, -1):
        if text[at - 1].isspace() and not _is_open(text[:at]):
            return tidy(text[:at]).rstrip(_HELD)
    return ""


def _is_open(text: str) -> bool:
    """Whether a bracket, link or tag has begun that may still end, or an image's mark stands at the end."""
    bracket, tag = text.rfind("["), text.rfind("<")
    if bracket >= 0 and len(text) - bracket <= _SHORT + 1 and "]" not in text[bracket:]:
        return True
    link = text.rfind("](")
    if link >= 0 and len(text) - link <= 2 * _SHORT and ")" not in text[link:]:
        return True
    return (
        tag >= 0 and len(text) - tag <= _SHORT + 3 and ">" not in text[tag:] and text[tag + 1 : tag + 2].strip() != ""
    )


def _bracket(inside: str, on_key: OnKey) -> str:
    """What stands for a bracket: nothing for keys, round brackets for anything else, as [7] is no citation of ours."""
    if not _KEYS.fullmatch(inside):
        return f"({inside})"
    for key in _ONE_KEY.findall(inside):
        on_key(key.lower())
    return ""
