"""The papers that filters let through, as one bit of each paper: a `Selection` of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from assistant.library.columns import Columns
from assistant.library.keys import Keyed, Keys, keys_of
from assistant.library.selecting import Bools, Mask

IdsOf = Callable[[Iterable[int]], Mapping[int, str]]
DENSE = 20
"""Where fewer than one paper in so many is held, the keys of those are sorted anew; else all papers' are used."""


class Selected:
    """The papers that meet a condition."""

    def __init__(self, mask: Mask, columns: Columns, keyed: Callable[[], Keyed], ids_of: IdsOf) -> None:
        """Of a mask over columns; `keyed` gives the numbers of all papers by their keys, `ids_of` ids by numbers."""
        self._mask = mask
        self._columns = columns
        self._keyed = keyed
        self._ids_of = ids_of
        self._keys: Keys | None = None

    @property
    def unknown(self) -> int:
        """How many papers cannot be judged."""
        return self._mask.unknown

    @property
    def met(self) -> Bools:
        """Which papers, by number."""
        return self._mask.met

    def __len__(self) -> int:
        return self._mask.count

    def kept(self, paper_ids: Iterable[str]) -> set[str]:
        """Which of these are among them."""
        wanted = list(paper_ids)
        return {i for i, kept in zip(wanted, self.holds(keys_of(wanted)).tolist(), strict=True) if kept}

    def holds(self, keys: Keys) -> Bools:
        """Which of some papers, given by their keys, are among them."""
        if len(self) * DENSE < len(self.met):
            return among(keys, self._held())
        met, numbers = self._mask.met, self._keyed().find(keys)
        known = (numbers >= 0) & (numbers < len(met))
        found = np.zeros(len(keys), bool)
        found[known] = met[numbers[known]]
        return found

    def ids(self) -> list[str]:
        """All of them, sorted."""
        return sorted(self._ids_of(np.flatnonzero(self._mask.met).tolist()).values())

    def _held(self) -> Keys:
        """The keys of those held, in order."""
        if self._keys is None:
            self._keys = np.sort(self._columns["key"][np.flatnonzero(self.met)])
        return self._keys


def among(keys: Keys, held: Keys) -> Bools:
    """Which keys are among those held, which are in order."""
    if not len(held):
        return np.zeros(len(keys), bool)
    places = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    found: Bools = held[places] == keys
    return found
