"""What the Library tab of a large library takes: `python -m tests.library_times LIBRARY` prints milliseconds.

Of each way to sort and search the first page, which computes the order, and one from its middle; and of the map.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.ui.charting import charted
from assistant.ui.shelf import SORTS, Looking, Shelf, found


def main(library: Path) -> None:
    """Measure and tell."""
    with Assistant.open(library, settings=Settings.load()) as assistant:
        shelf = Shelf(assistant)
        newest = shelf.leaf(Looking()).papers[0][1]
        words = newest.title.split()[0]
        looks = {f"by {sort}": Looking(sort=sort, down=False) for sort in SORTS}
        looks |= {"words": found(Looking(), words, "words"), "meaning, first": found(Looking(), words, "meaning")}
        looks["meaning"] = found(Looking(), newest.title, "meaning")
        for name, looking in looks.items():
            first, pages = _timed(shelf, looking)
            other, _ = _timed(shelf, replace(looking, page=max(1, pages // 2)))
            sys.stdout.write(f"{name:<16}{pages:>7,} pages{first:>8.0f} first{other:>8.0f} from the middle\n")
        began = time.perf_counter()
        chart = charted(assistant.library.snapshot())
        sys.stdout.write(f"map of {len(chart.titles):,} papers{1000 * (time.perf_counter() - began):>8.0f}\n")


def _timed(shelf: Shelf, looking: Looking) -> tuple[float, int]:
    """Milliseconds for a page, and how many there are."""
    began = time.perf_counter()
    leaf = shelf.leaf(looking)
    return 1000 * (time.perf_counter() - began), leaf.pages


if __name__ == "__main__":
    main(Path(sys.argv[1]))
