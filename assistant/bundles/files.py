"""Bundles as files: one JSON object. Whoever made a file is not trusted: its size, shape and every value are checked.

A bundle holds nothing that is opened, called or sent to anybody: no path, address or key is ever taken from one.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import NoReturn

from assistant.bundles.records import FORMAT, Bundle
from assistant.codec import from_json, to_json
from assistant.errors import InputError, UsageError
from assistant.given import is_text
from assistant.records import Answer

MAX_BYTES = 16 * 2**20
MAX_SENTENCES = 200
MAX_CITATIONS = 1000
MAX_EVIDENCE = 1000
MAX_NAMES = 1000
MAX_NUMBER = 2**53


def to_text(bundle: Bundle) -> str:
    """A bundle as its file holds it: one JSON object, in ASCII."""
    return json.dumps(to_json(bundle), indent=1) + "\n"


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file.

    Raises:
        UsageError: there is no such file.
        InputError: it is too large, no bundle, damaged, or of a newer version; names file and place.
    """
    try:
        return parsed(_content(path))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def parsed(content: bytes) -> Bundle:
    """The bundle that is written as `content`.

    Raises:
        InputError: it is none, or one that this version does not read; the message says where and why.
    """
    try:
        row = json.loads(content, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise InputError(f"no bundle, for it is no JSON ({error}); name a file that `ask --save` wrote") from error
    if not isinstance(row, dict) or "format" not in row:
        raise InputError('no bundle: it has no "format"; name a file that `ask --save` wrote')
    if row["format"] != FORMAT or isinstance(row["format"], bool):
        raise InputError(
            f"format {str(row['format'])[:20]!r} is none that this version reads ({FORMAT}); upgrade literature-assistant"
        )
    bundle = from_json(Bundle, row)
    if problem := _unfit(bundle):
        raise InputError(f"{problem}; was it written by hand?")
    return bundle


def unsound(answer: Answer) -> str | None:
    """Why an answer cannot be one of ours, if so: it is too long, cites what is not there, or misquotes."""
    if len(answer.sentences) > MAX_SENTENCES or len(answer.citations) > MAX_CITATIONS:
        return f"more than {MAX_SENTENCES} sentences or {MAX_CITATIONS} citations"
    if max(len(answer.evidence), len(answer.nearest)) > MAX_EVIDENCE:
        return f"more than {MAX_EVIDENCE} papers"
    if problem := dangling(answer):
        return problem
    for n, citation in enumerate(answer.citations):
        quoted = citation.paper.abstract[citation.start : citation.end] if citation.start >= 0 else None
        if citation.verbatim and quoted != citation.quote:
            return f"citations[{n}] is said to be verbatim, but its abstract does not have it there"
    return None


def dangling(answer: Answer) -> str | None:
    """Which sentence cites what is not there, if any does."""
    for n, sentence in enumerate(answer.sentences):
        for place in sentence.citations:
            if not 0 <= place < len(answer.citations):
                return f"sentences[{n}] cites {place}, but there are {len(answer.citations)} citations"
    return None


def _unfit(bundle: Bundle) -> str | None:
    """Why nothing can be asked or compared with a bundle, if so."""
    if len(bundle.evidence) > MAX_EVIDENCE + MAX_CITATIONS:
        return f"Bundle.evidence: more than {MAX_EVIDENCE + MAX_CITATIONS} papers"
    asked = bundle.filters
    names = (*asked.authors, *asked.venues, *asked.sources, *asked.paper_ids)
    if len(names) > MAX_NAMES:
        return f"Bundle.filters: more than {MAX_NAMES} names"
    if any(not is_text(name) for name in (*names, *(seen.paper_id for seen in bundle.evidence))):
        return "a name in Bundle.filters or Bundle.evidence is no text"
    return next((f"{place}: {why}" for place, answer in _answers(bundle) if (why := unsound(answer))), None)


def _answers(bundle: Bundle) -> list[tuple[str, Answer]]:
    before = [(f"Bundle.history[{n}].answer", turn.answer) for n, turn in enumerate(bundle.history)]
    return [*before, ("Bundle.answer", bundle.answer)]


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file; name one that `python -m assistant ask --save` wrote")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror}); make it readable for you") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES // 2**20} MiB, so it is no bundle")
    return content


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _whole(text: str) -> int:
    if abs(number := int(text)) > MAX_NUMBER:
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
