"""One XML document, parsed piece by piece by defusedxml's parser, which resolves nothing outside the file.

A DOCTYPE line is let through, as PubMed's files have one; declarations inside it are not, so there are no entities that
could unfold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html.entities import name2codepoint
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from assistant.errors import InputError
from ingest.formats.xml_builder import BeyondError, Builder, Fault, NotClosedError, Record

_LONGEST_TOKEN = 2_000_000
"""Bytes of one tag or comment; the parser looks at an unfinished one again with every piece it is fed."""
_LONGEST_MESSAGE = 100
_LONGEST_OPENING = 1 << 14
_TAG = re.compile(rb"<[^\s/>]+")
_BEHIND_THE_END = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_BREAKS_OFF = frozenset(
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
_ENTITIES = {name: chr(code) for name, code in name2codepoint.items()}
"""What files with a DOCTYPE name without declaring it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before a document's first record, and how that begins: "<PubmedArticle"."""

    before: bytes
    tag: bytes


class Document:
    """A document's parser. Its lines are counted from `lines` + 1.

    After a fault, `rest` is what was fed behind it, from `rest_line` on, and `ended` tells that there is no other fault
    than that something stands behind the document's end. `opening` is None where reading cannot go on behind a fault.
    """

    def __init__(
        self,
        names: frozenset[str],
        give: Callable[[Record | Fault], None],
        lines: int = 0,
        opening: Opening | None = None,
    ) -> None:
        self.opening = opening
        self.ended = False
        self.rest = b""
        """Before a fault, what was fed of a tag or comment that is not yet whole."""
        self.rest_line = 0
        self._lines = lines
        self._builder = Builder(names, give, self._begin)
        self._parser = XMLParser(target=self._builder)
        self._parser.entity.update(_ENTITIES)
        self._expat = self._parser.parser
        self._expat.StartDoctypeDeclHandler = _only_a_line
        self._head: bytes | None = b""
        """All that was fed, until the first record begins."""
        self._fed = 0
        self._rest_at = 0

    def feed(self, piece: bytes) -> Fault | None:
        """What is wrong with the document as far as it has been fed."""
        self.rest += piece
        self._fed += len(piece)
        if self._head is not None:
            self._head = self._head + piece if len(self._head) < _LONGEST_OPENING else None
        begin = self._fed - len(self.rest)
        fault = self._fault(partial(self._parser.feed, piece))
        self.rest = self.rest[(self._rest_at if fault else self._expat.CurrentByteIndex) - begin :]
        if not fault and len(self.rest) > _LONGEST_TOKEN:
            # It may be a record's own first tag, which must not be found again.
            self.rest, self.rest_line = self.rest[1:], self._line()
            return Fault(self._begun_at(), f"a tag or comment of more than {_LONGEST_TOKEN:,} bytes")
        return fault

    def close(self) -> Fault | None:
        """What is wrong with a document that ends here."""
        fault = self._fault(self._parser.close)
        if fault and self._expat.ErrorCode in _BREAKS_OFF:
            return Fault(self._begun_at(), f"the file breaks off at line {self._line()}")
        return fault

    def _begin(self) -> int:
        """The line of a record that begins here."""
        self._rest_at, self.rest_line = self._expat.CurrentByteIndex, self._line()
        if self._head is not None:
            tag = _TAG.match(self._head, self._rest_at)
            if tag and self._rest_at <= _LONGEST_OPENING:
                self.opening = Opening(self._head[: self._rest_at], tag[0])
            self._head = None
        return self.rest_line

    def _line(self) -> int:
        return self._lines + int(self._expat.CurrentLineNumber)

    def _begun_at(self) -> int:
        """The line of the record at hand, or outside of records that of the parser."""
        return self._builder.begun_at or self._line()

    def _fault(self, step: Callable[[], object]) -> Fault | None:
        try:
            step()
        except ParseError as error:
            self.ended = self._expat.ErrorCode == _BEHIND_THE_END
            # The byte at fault may begin a record: it must not be found again.
            self._rest_at = self._expat.ErrorByteIndex + (not self.ended)
            self.rest_line = self._lines + error.position[0]
            what = _short(str(error).partition(":")[0])
            return Fault(self._builder.begun_at or self.rest_line, f"broken XML in line {self.rest_line}: {what}")
        except NotClosedError:
            return Fault(self._begun_at(), f"not closed before the next one, in line {self.rest_line}")
        except BeyondError as error:
            self._rest_at, self.rest_line = self._expat.CurrentByteIndex + 1, self._line()
            return Fault(self._begun_at(), str(error))
        except (InputError, LookupError, ValueError) as error:
            self.opening = None
            return Fault(self._begun_at(), _reason(error))
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, DefusedXmlException):
        return "a declaration of an entity, which is not read"
    if isinstance(error, InputError):
        return str(error)
    return f"an encoding that cannot be read ({_short(str(error))}): save the file as UTF-8"


def _short(message: str) -> str:
    """What the parser says, without the whole of a long name in it."""
    return message if len(message) < _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"


def _only_a_line(_name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
    if has_declarations:
        raise InputError("a DOCTYPE with declarations in it, which are not read")
