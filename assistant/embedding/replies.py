"""Checks an endpoint's reply before a vector of it is stored: a wrong one would spoil every later search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import Vectors
from assistant.errors import EmbeddingError

ADVICE = "check LITASSIST_EMBEDDER and LITASSIST_EMBED_BASE_URL, then run again"


def unit_vectors(found: object, count: int, dimensions: int | None, url: str) -> Vectors:
    """The reply's `data` as vectors by index, each of length 1, shape (count, d).

    The client checks no types, so `found` may be anything; right is a list of records with `index` and `embedding`.

    Raises:
        EmbeddingError: not one vector for each text, or not equally long (`dimensions` once known), or not finite.
    """
    matrix = _matrix(found, count, url)
    if dimensions is not None and matrix.shape[1] != dimensions:
        raise _fault(url, f"vectors of {matrix.shape[1]} numbers where {dimensions} are expected")
    if not np.isfinite(matrix).all():
        raise _fault(url, "a vector with a number that is not finite")
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not lengths.all():
        raise _fault(url, "a vector of nothing but zeros")
    vectors: Vectors = (matrix / lengths).astype(np.float32)
    return vectors


def _matrix(found: object, count: int, url: str) -> NDArray[np.float64]:
    records = found if isinstance(found, list) else []
    if len(records) != count:
        raise _fault(url, f"{len(records)} vectors for {count} texts")
    try:
        by_index = {vector.index: vector.embedding for vector in records}
        rows = [by_index[index] for index in range(count)]
        matrix = np.array(rows, np.float64)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _fault(url, "vectors without order, of unequal length or not of numbers") from error
    if matrix.ndim != 2 or not matrix.shape[1]:
        raise _fault(url, "no list of numbers as a vector")
    return matrix


def _fault(url: str, what: str) -> EmbeddingError:
    return EmbeddingError(f"the embedding endpoint {url} sent {what}; {ADVICE}")
