"""Claims that people judged against abstracts: scifact, check_covid, summedits_scitldr, as `claims.jsonl` in a folder.

What a label is about differs: in scifact and summedits the abstract, in check_covid the sentences named beside it.
There, the same claim is labelled "not enough information" against one sentence of an abstract and "supports" against
another of the same, so that against the whole abstract many labels are wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from assistant.errors import InputError, UsageError

Label = Literal["supported", "contradicted", "neither", "inconsistent"]
Premise = Literal["labelled", "abstract"]

LABELS: dict[str, Label] = {
    "SUPPORT": "supported",
    "CONTRADICT": "contradicted",
    "REFUTE": "contradicted",
    "NOT_ENOUGH_INFO": "neither",
    "NOTENOUGHINFO": "neither",
    "consistent": "supported",
    "inconsistent": "inconsistent",
}
"""The labels of the sets; "inconsistent" says that a claim is not supported and leaves open which way."""

HELD_OUT = ("validation", "test")
"""Splits that nothing is fitted on or chosen by; of a set with neither, all is held out."""
CLAIMS, CORPUS = "claims.jsonl", "corpus.jsonl"


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim, what it was judged against, and how people judged it. `source` tells the abstract."""

    id: str
    claim: str
    premise: str
    label: Label
    split: str
    source: str

    @property
    def supported(self) -> bool:
        """Whether people found the claim supported."""
        return self.label == "supported"


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set of claims by the name of its folder. `digest` changes whenever the file does."""

    name: str
    claims: tuple[LabelledClaim, ...]
    digest: str

    def split(self, *names: str) -> tuple[LabelledClaim, ...]:
        """The claims of some splits; of all where none is named.

        Raises:
            UsageError: the set has no such split.
        """
        known = sorted({claim.split for claim in self.claims})
        if unknown := [name for name in names if name not in known]:
            raise UsageError(f"{self.name} has no split {unknown[0]!r}; use one of {', '.join(known)}")
        return tuple(claim for claim in self.claims if not names or claim.split in names)

    @property
    def held_out(self) -> tuple[str, ...]:
        """The names of its held-out split, or of all its splits where all is."""
        known = {claim.split for claim in self.claims}
        if "train" not in known:
            return tuple(sorted(known))
        return tuple(name for name in HELD_OUT if name in known)


def read_labelled(folder: Path, premise: Premise = "labelled") -> LabelledSet:
    """The claims of a folder, each against what its label is about, or all against the whole abstract.

    Raises:
        UsageError: the folder has no `claims.jsonl` that can be read.
        InputError: a line is no labelled claim, or its id was used before; names file and line.
    """
    path = folder / CLAIMS
    content = _content(path)
    claims: dict[str, LabelledClaim] = {}
    sentences: Mapping[str, tuple[str, ...]] | None = None
    for line, row in _rows(path, content):
        if "rationale_sentences" in row and premise == "labelled" and sentences is None:
            sentences = _sentences(folder / CORPUS)
        try:
            claim = _claim(row, sentences)
        except InputError as error:
            raise InputError(f"{path}:{line}: {error}") from error
        if claim.id in claims:
            raise InputError(f"{path}:{line}: the id {claim.id!r} was used before")
        claims[claim.id] = claim
    if not claims:
        raise UsageError(f"{path}: holds no claim; name the folder of a labelled set")
    return LabelledSet(folder.resolve().name, tuple(claims.values()), sha256(content).hexdigest()[:16])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name the folder of a labelled set") from error


def _rows(path: Path, content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}:{number}: no JSON ({error})") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: expected an object, found {type(row).__name__}")
        yield number, row


def _claim(row: Mapping[str, Any], sentences: Mapping[str, tuple[str, ...]] | None) -> LabelledClaim:
    label = LABELS.get(_text(row, "label"))
    if label is None:
        raise InputError(f"the label {row['label']!r} is none of {', '.join(LABELS)}")
    if "label_binary" in row and row["label_binary"] != int(label == "supported"):
        raise InputError(f"label_binary is {row['label_binary']!r} beside the label {row['label']!r}")
    premise = _text(row, "source") if sentences is None else _chosen(row, sentences)
    source = row.get("source_id", row.get("source", ""))
    return LabelledClaim(_text(row, "id"), _text(row, "claim"), premise, label, _text(row, "split"), str(source))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{name!r} is missing, empty or no text")
    return value


def _chosen(row: Mapping[str, Any], sentences: Mapping[str, tuple[str, ...]]) -> str:
    """The sentences that the label is about."""
    numbers, known = row.get("rationale_sentences"), sentences.get(_text(row, "source_id"), ())
    if not isinstance(numbers, list) or not numbers:
        raise InputError("'rationale_sentences' is no list of sentence numbers")
    if not all(isinstance(n, int) and 0 <= n < len(known) for n in numbers):
        raise InputError(f"sentences {numbers} are not among the {len(known)} of {row['source_id']} in {CORPUS}")
    return " ".join(known[n] for n in sorted(set(numbers)))


def _sentences(path: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line, row in _rows(path, _content(path)):
        name, parts = row.get("id"), row.get("sentences")
        if not isinstance(name, str):
            raise InputError(f"{path}:{line}: 'id' is no text")
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise InputError(f"{path}:{line}: 'sentences' is no list of texts")
        found[name] = tuple(part.strip() for part in parts)
    return found
