"""The thresholds of `ingest.likeness`, with what they were chosen on.

That is one half of the titles of four public sets, with perturbations and look-alikes made of them, by

    python -m evals.merging --half tune --tune ../shared/data/{scifact,check_covid,spar_bench,cranfield}/corpus.jsonl

which tries each limit at several values with the others as they are. `FITTED_ON` is the fingerprint of these cases; a
test says so when titles, perturbations or look-alikes have changed. The other half of the titles is for reporting.
"""

from __future__ import annotations

from dataclasses import dataclass

FITTED_ON = "d3d6d6e33e0e8fd0"


@dataclass(frozen=True, slots=True)
class Limits:
    """When copies are of one paper.

    Abstracts are compared by the share of the shorter one's three-word pieces that the other has too, 0 to 1.

    `equal_text`     that share where a like title of other words needs it, `same_text` where the author agrees
    `same_abstract`  from here on two abstracts are one; `related` is of one subject; below `unlike` they are of two
    `years`          that a preprint and what became of it may lie apart
    `enough_pieces`  that an abstract needs to say anything, `long_text` to stand for its paper under another title
    """

    equal_text: float = 0.95
    same_text: float = 0.8
    same_abstract: float = 0.5
    related: float = 0.15
    unlike: float = 0.05
    years: int = 2
    enough_pieces: int = 8
    long_text: int = 30


LIMITS = Limits()
