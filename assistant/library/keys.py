"""Paper ids as numbers, so that many can be looked up at once, and where their papers stand in the columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]


def key_of(paper_id: str) -> int:
    """A number of 63 bits for an id; two ids of ten million papers share one with a chance of 1 in 200,000."""
    return int.from_bytes(blake2b(paper_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def keys_of(paper_ids: Iterable[str]) -> Keys:
    """The numbers of several ids."""
    return np.fromiter(map(key_of, paper_ids), np.int64)


@dataclass(frozen=True, slots=True)
class Keyed:
    """The keys of papers in order, and the papers' numbers in the columns."""

    keys: Keys
    numbers: Keys

    @classmethod
    def of(cls, keys: Keys, numbers: Keys) -> Keyed:
        """From keys and numbers in any order."""
        order = np.argsort(keys)
        return cls(keys[order], numbers[order])

    def find(self, wanted: Keys) -> Keys:
        """The number of each paper wanted; -1 for keys of none."""
        if not len(self.keys):
            return np.full(len(wanted), -1, np.int64)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[places] == wanted, self.numbers[places], -1)
