"""From untrusted text to HTML that shows it and does nothing else: the one place that escapes."""

from __future__ import annotations

import html
import re

_BIDI = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}\u2028\u2029\ud800-\udfff]")


def plain(text: str) -> str:
    r"""Text as HTML: markup escaped, control and direction-changing characters and lone surrogates shown by their code.

    >>> plain("<b>\x1b[31m & \u202e")
    '&lt;b&gt;\\x1b[31m &amp; \\u202e'
    """
    return html.escape(visible(text), quote=True)


def visible(text: str) -> str:
    """The text with those characters written out that steer a reader without being seen, markup left as it is."""
    return _HIDDEN.sub(_code, text)


def _code(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"
