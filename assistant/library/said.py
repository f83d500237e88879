"""The vectors of the sentences of many papers at once: the columns say where they lie, so no paper is looked up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assistant.library.catalogue import Catalogue
from assistant.library.keys import keys_of
from assistant.library.paper_vectors import PaperVectors
from assistant.library.vector_file import Floats


def sentences_of(catalogue: Catalogue, vectors: PaperVectors, paper_ids: Iterable[str]) -> dict[str, Floats]:
    """The vectors of each paper's sentences by its id, as far as they have been computed."""
    ids = list(paper_ids)
    found = _pointed(catalogue, vectors, ids) if ids and catalogue.placed else {}
    # Those not computed yet, and those whose columns a power cut has cost, are looked for in the places themselves.
    rest = [paper_id for paper_id in ids if paper_id not in found]
    return found | vectors.of_sentences(rest) if rest else found


def _pointed(catalogue: Catalogue, vectors: PaperVectors, ids: list[str]) -> dict[str, Floats]:
    numbers = catalogue.keyed.find(keys_of(ids))
    columns = catalogue.columns
    counts = np.where(numbers < 0, 0, columns["sentence_rows"][numbers])
    codes, starts = columns["sentence_file"][numbers], columns["sentence_start"][numbers]
    files = catalogue.files(set(codes[counts > 0].tolist()))
    found: dict[str, Floats] = {}
    for code in set(codes[counts > 0].tolist()):
        own = np.flatnonzero((codes == code) & (counts > 0))
        rows = vectors.at(files.get(code, ""), starts[own].tolist(), counts[own].tolist())
        found |= {} if rows is None else dict(zip((ids[i] for i in own.tolist()), rows, strict=True))
    return found
