"""One reading of all rows and vectors of a library, and what in them is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from assistant.library import Snapshot
from assistant.library.snapshot import PAGE, all_stored, orphans
from assistant.library.stored import digest, passages_digest
from assistant.library.vector_file import Floats

LENGTH_SLACK = 1e-2
"""How far from one the length of a vector may be."""
APART = 1e-3
"""How far a number of a vector kept beside Chroma may be from Chroma's."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows by id with digests of their texts, case aside; the ids of whole papers; what is left over or missing."""

    digests: dict[str, str]
    papers: frozenset[str]
    orphans: tuple[str, ...]
    torn: tuple[str, ...]


@dataclass(slots=True)
class Checked:
    """The rows whose vectors are there, and those whose vectors cannot be right."""

    seen: set[str] = field(default_factory=set)
    degenerate: list[str] = field(default_factory=list)
    identical: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def differing(snapshot: Snapshot) -> list[str]:
    """The ids of the papers that the catalogue keeps otherwise than Chroma's rows have them."""
    found: list[str] = []
    known, rest = set(snapshot.catalogue.ids()), all_stored(snapshot)
    while page := list(islice(rest, PAGE)):
        kept = snapshot.kept.get(stored.paper.id for stored in page)
        found += [s.paper.id for s in page if s.paper.id in known and kept.get(s.paper.id) != s]
    return found


def read_rows(snapshot: Snapshot) -> Rows:
    """Every row, without keeping its text."""
    digests: dict[str, str] = {}
    counts: dict[str, int] = {}
    expected: dict[str, int] = {}
    left = dict.fromkeys(orphans(row for page in snapshot.store.all_rows() for row in page))
    for row_id, text, metadata in (row for page in snapshot.store.all_rows() for row in page):
        if row_id in left:
            continue
        digests[row_id] = digest(text.casefold())  # the local embedder does not see case
        counts[metadata["paper_id"]] = counts.get(metadata["paper_id"], 0) + 1
        if metadata["n"] == 0:
            expected[metadata["paper_id"]] = metadata["passages"]
    torn = tuple(paper_id for paper_id, n in expected.items() if counts[paper_id] < n)
    return Rows(digests, frozenset(expected), tuple(left), torn)


def check_vectors(snapshot: Snapshot, digests: Mapping[str, str]) -> Checked:
    """Every vector: is it of length one, its text's alone, and what was kept beside Chroma?"""
    checked = Checked()
    first: dict[bytes, str] = {}
    kept = dict(_kept(snapshot))
    for ids, vectors in snapshot.store.all_vectors():
        checked.seen.update(ids)
        lengths = np.linalg.norm(vectors, axis=1)
        for row_id, vector, length in zip(ids, vectors, lengths, strict=True):
            if not abs(length - 1) <= LENGTH_SLACK:  # so that NaN is caught too
                checked.degenerate.append(row_id)
                continue
            same = first.setdefault(np.round(vector, 6).tobytes(), row_id)
            if digests.get(same) != digests.get(row_id):
                checked.identical.append(row_id)
            if row_id in kept and np.abs(kept[row_id] - vector).max() > APART:
                checked.apart.append(row_id)
    return checked


def _kept(snapshot: Snapshot) -> Iterator[tuple[str, Floats]]:
    """Row id and vector of every passage whose vector lies beside Chroma too."""
    for stored in all_stored(snapshot):
        rows = snapshot.passages.get(stored.paper.id, passages_digest(stored))
        if rows is not None:
            yield from zip((passage.id for passage in stored.passages), rows, strict=False)
