"""The text of an XML element: what stands in it as markup is undone as in every other format."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.formats.markup import plain
from ingest.formats.text import clean

_NAME = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE | re.ASCII)
_KEPT = ("alttext", "encoding")
"""Attributes that `plain` asks for."""


def inner_text(element: Element | None) -> str:
    """The text of an element as it is stored, paragraphs on lines of their own; "" for None."""
    if element is None:
        return ""
    # Text alone goes through `plain` as well: some publishers escape their markup before they put it into XML.
    source = "".join(_inside(element)) if len(element) else element.text or ""
    return clean(plain(source)).strip()


def one_line(element: Element | None) -> str:
    """The text of an element as it is stored, in one line."""
    return " ".join(inner_text(element).split())


def _inside(element: Element) -> Iterator[str]:
    """The source of what is inside, for `plain`. With a prefix, every tag is known to be one, whatever its name."""
    yield html.escape(element.text or "", quote=False)
    for child in element:
        local = str(child.tag).rpartition("}")[2]
        name = f"ns0:{local}" if _NAME.fullmatch(local) else "ns0:span"
        yield f"<{name}"
        yield from (f' {key}="{html.escape(child.attrib[key])}"' for key in _KEPT if key in child.attrib)
        yield ">"
        yield from _inside(child)
        yield f"</{name}>{html.escape(child.tail or '', quote=False)}"
