"""Ways of spoiling a file, each told by a few numbers, so that a random source or Hypothesis can choose them."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fuzz_seeds import SEEDS

LARGEST = 1_000_000
"""Bytes that a spoilt file may have before it is packed."""
WHOLE = 1 << 16
"""What `Step.at` and `Step.size` are parts of: the length of the file."""

PIECES: tuple[bytes, ...] = (
    *(bytes([byte]) for byte in b"\x00\x01\x07\x0b\x0c\x1b\x7f\x80\xff\"'{}[]()<>&;:,\\/@#$%-_=|~ \t\r\n"),
    *(b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"\xe2\x80\xa8", b"\xc2\x85", b"\xf0\x9f"),
    *(b"\\ud800", b"\\u0000", b"null", b"true", b"-1", b"1e999", b"NaN", b"9" * 400, b"[[[[", b'{"a":', b'""', b"''"),
    *(b"<", b"</", b"<!--", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [", b'<!ENTITY a "b">', b"&lt;", b"&#0;", b"&#x110000;"),
    *(b"<i>", b"</i>", b"<p>", b"<jats:p>", b"<mml:math>", b"<b a='", b"<?xml version='1.0' encoding='UTF-16'?>", b"<a/>"),
    *(b"@article{", b"@string{a=", b"@comment{", b"@preamble{", b" and ", b"$", b"\\begin{", b'\\"{', b" # ", b"{{{{"),
    *(b"TY  - ", b"ER  - ", b"AB  - ", b"PMID- ", b"TI  - ", b"      ", b"\n\n\n", b"2021-02-30", b"0000", b"10000-13-99"),
    *(b"x", b"title", b"abstract", b"line 1", b"Abstract", b"\xe2\x80\xa2 7 authors", b"\xc2\xb7", b"Aug 13", b"=cmd|' /C calc'!A0"),
)  # fmt: skip

VALUE = re.compile(
    rb"""(?<=":)\s*(?:"(?:[^"\\]|\\.)*"|[\w.-]+|\[[^\[\]]*\]|\{[^{}]*\})|(?<=>)[^<>]+(?=</)|(?<=- )[^\n]*|(?<== )[^\n]*|"""
    rb"""(?<=[,\t])[^,\t\n]*"""
)
"""What stands behind a name: of a JSON key, an XML element, a RIS or MEDLINE tag, a BibTeX field, a column."""
VALUES: tuple[bytes, ...] = (
    *(b"null", b"true", b"0", b"-7", b"1e999", b"9" * 5_000, b'""', b'" "', b"[]", b"{}", b"[[]]", b'[null, 5, {"a": []}]'),
    *(b'{"date-parts": [[]]}', b'{"date-parts": [[null, 2]]}', b'{"date-parts": [["2021", "99"]]}', b'{"a": [0, "x", -1]}'),
    *(b'{"a": [99999999999]}', b'"\\ud800"', b'"<p>"', b'"&#0;"', b'"0000-00-00"', b'"\\u0000"', b'"https://doi.org/"', b""),
    *(b" ", b"{", b"{}", b"{{{}}},", b'"" # "",', b"undefined # jan,", b"2021 Feb 30", b"13/13/2021", b"0", b"99999", b"-"),
    *(b"and and and", b",,, and ,", b"{\\'", b"\\", b"$", b"10.1/", b"arXiv:", b"\xe2\x80\xae", b"\xcc\x81" * 50, b"<i>", b"&lt;"),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One way of spoiling: `kind` names it, `at` and `size` say where and how much, `piece` what is put in."""

    kind: str
    at: int
    size: int
    piece: int


def spoilt(content: bytes, steps: tuple[Step, ...]) -> bytes:
    """A file with each of the steps done to it, one after the other."""
    for step in steps:
        content = KINDS[step.kind](content[:LARGEST], step)
    return content


def random_step(random: Random) -> Step:
    """Any step."""
    kind = random.choice(tuple(KINDS))
    size = int(WHOLE * random.random() ** 5)
    return Step(kind, random.randrange(WHOLE), size, random.randrange(len(PIECES)))


def _span(content: bytes, step: Step) -> tuple[int, int]:
    begin = step.at * len(content) // WHOLE
    return begin, min(len(content), begin + 1 + step.size * len(content) // WHOLE)


def _cut_off(content: bytes, step: Step) -> bytes:
    return content[: _span(content, step)[0]]


def _cut_out(content: bytes, step: Step) -> bytes:
    begin, end = _span(content, step)
    return content[:begin] + content[end:]


def _flip(content: bytes, step: Step) -> bytes:
    begin, _ = _span(content, step)
    return (
        content[:begin]
        + bytes(byte ^ (1 << step.size % 8) for byte in content[begin : begin + 1])
        + content[begin + 1 :]
    )


def _insert(content: bytes, step: Step) -> bytes:
    begin, _ = _span(content, step)
    return content[:begin] + PIECES[step.piece] + content[begin:]


def _overwrite(content: bytes, step: Step) -> bytes:
    begin, _ = _span(content, step)
    return content[:begin] + PIECES[step.piece] + content[begin + len(PIECES[step.piece]) :]


def _another_value(content: bytes, step: Step) -> bytes:
    """A value of another kind for one of those in the file."""
    spans = [found.span() for found in VALUE.finditer(content)]
    if not spans:
        return content
    begin, end = spans[step.at * len(spans) // WHOLE]
    return content[:begin] + VALUES[(step.piece + step.size) % len(VALUES)] + content[end:]


def _swell_a_value(content: bytes, step: Step) -> bytes:
    """Up to a megabyte of the same few bytes at the end of a value."""
    spans = [found.span() for found in VALUE.finditer(content)]
    if not spans:
        return content
    begin, end = spans[step.at * len(spans) // WHOLE]
    piece = PIECES[step.piece]
    # Inside the quote that closes the value, where there is one.
    place = end - (content[begin:end].rstrip().endswith((b'"', b"}", b"},")) and end > begin)
    return content[:place] + piece * (1 + step.size * LARGEST // WHOLE // len(piece)) + content[place:]


def _repeat_a_piece(content: bytes, step: Step) -> bytes:
    """Up to a megabyte of the same few bytes in the middle of a record."""
    begin, _ = _span(content, step)
    piece = PIECES[step.piece]
    return content[:begin] + piece * (1 + step.size * LARGEST // WHOLE // len(piece)) + content[begin:]


def _repeat_a_part(content: bytes, step: Step) -> bytes:
    begin, end = _span(content, step)
    times = 1 + min(step.piece * 100, LARGEST // max(1, end - begin))
    return content[:begin] + content[begin:end] * times + content[end:]


def _move_a_part(content: bytes, step: Step) -> bytes:
    begin, end = _span(content, step)
    rest = content[:begin] + content[end:]
    place = step.piece * len(rest) // len(PIECES)
    return rest[:place] + content[begin:end] + rest[place:]


def _shuffle_lines(content: bytes, step: Step) -> bytes:
    lines = content.splitlines(keepends=True)
    begin = step.at * len(lines) // WHOLE
    some = lines[begin : begin + 2 + step.size % 20]
    Random(step.piece).shuffle(some)
    return b"".join([*lines[:begin], *some, *lines[begin + len(some) :]])


def _other_ends(content: bytes, step: Step) -> bytes:
    return content.replace(b"\n", (b"\r\n", b"\r", b" ", b"", b"\n\n")[step.piece % 5])


def _one_for_another(content: bytes, step: Step) -> bytes:
    return content.replace(PIECES[step.size % len(PIECES)], PIECES[step.piece])


def _splice(content: bytes, step: Step) -> bytes:
    """Part of a file of another format in the middle."""
    begin, _ = _span(content, step)
    other = tuple(SEEDS.values())[step.piece % len(SEEDS)]
    return content[:begin] + other[step.size * len(other) // WHOLE :] + content[begin:]


def _recode(content: bytes, step: Step) -> bytes:
    """Another encoding, at times with half a character at the end."""
    encoding = ("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "utf-32")[step.piece % 5]
    recoded = content.decode("utf-8", errors="replace").encode(encoding, errors="replace")
    return recoded[: len(recoded) - step.size % 3] if step.size % 2 else recoded


def _pack(content: bytes, step: Step) -> bytes:
    """gzip, at times cut off or damaged."""
    packed = gzip.compress(content, mtime=0)
    return {0: _cut_off, 1: _flip}.get(step.piece % 4, lambda whole, _: whole)(packed, step)


KINDS: dict[str, Callable[[bytes, Step], bytes]] = {
    "cut off": _cut_off,
    "cut out": _cut_out,
    "flip": _flip,
    "insert": _insert,
    "overwrite": _overwrite,
    "another value": _another_value,
    "swell a value": _swell_a_value,
    "repeat a piece": _repeat_a_piece,
    "repeat a part": _repeat_a_part,
    "move a part": _move_a_part,
    "shuffle lines": _shuffle_lines,
    "other ends": _other_ends,
    "one for another": _one_for_another,
    "splice": _splice,
    "recode": _recode,
    "pack": _pack,
}
