"""HTML made of elements: text is escaped because it is text, and only what was made here is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.escaping import plain

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})
LONGEST, LONGEST_NAME = 4_000, 300
"""Characters of one text, and of one name or title, shown; of a longer one the beginning, and how much is left out."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_EMPTY = frozenset({"meta", "input", "br"})


@dataclass(frozen=True, slots=True)
class Html:
    """Finished markup. `element` and `joined` make it; nothing else should."""

    code: str


Part = Html | str


def element(tag: str, attributes: Mapping[str, str] = NO_ATTRIBUTES, *parts: Part) -> Html:
    """An element with its attributes and children, both escaped.

    >>> element("p", {"class": "a"}, "1 < 2 ", element("b", {}, "!")).code
    '<p class="a">1 &lt; 2 <b>!</b></p>'
    """
    if not all(map(_NAME.fullmatch, (tag, *attributes))):
        raise ValueError(f"no name for an element or attribute: {tag!r}, {list(attributes)!r}")
    given = "".join(f' {key}="{plain(value)}"' for key, value in attributes.items())
    return Html(f"<{tag}{given}>" + ("" if tag in _EMPTY else f"{joined(parts).code}</{tag}>"))


def joined(parts: Iterable[Part]) -> Html:
    """Parts one after the other; text among them is escaped."""
    return Html("".join(part.code if isinstance(part, Html) else plain(part) for part in parts))


def text(css_class: str, words: str, tag: str = "p") -> Html:
    """Somebody else's words as an element, in their own direction, cut where they are endless."""
    return element(tag, {"class": css_class, "dir": "auto"}, shortened(words))


def name(words: str) -> str:
    """A name or title, or its beginning."""
    return shortened(words, LONGEST_NAME)


def shortened(words: str, most: int = LONGEST) -> str:
    """The words, or their beginning and how many characters are left out."""
    return words if len(words) <= most else f"{words[:most]} [… {len(words) - most:,} characters more]"


def verbatim(tag: str, content: str) -> Html:
    """A style sheet or script of ours, which HTML does not unescape.

    Raises:
        ValueError: the content would end the element early.
    """
    if "</" in content or "<!--" in content:
        raise ValueError(f"the {tag} holds what would end it")
    return Html(f"<{tag}>{content}</{tag}>")
