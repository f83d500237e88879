"""The claims that grounding is fitted on, with their signs: people's, of the training splits, and made ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from assistant.embedding import Embedder
from assistant.grounding import Reader, kind_of, looked_at, nearest_text
from assistant.grounding_weights import Gate, Kind
from assistant.sentence_vectors import SentenceVectors
from assistant.sentences import split_sentences
from assistant.support import signs
from evals.labelled import Label, LabelledClaim
from evals.training.nearness import Nearness
from evals.training.pairs import Abstract
from evals.training.reading import read_abstracts
from evals.training.self_made import foreign, from_abstract

LABELS: dict[str, Label] = {"support": "supported", "contradict": "contradicted", "neither": "neither"}
SEED = 7
SENTENCES = 4
"""Of each abstract, that claims are made from."""


@dataclass(frozen=True, slots=True)
class Part:
    """Claims of one origin, and what each counts, 1 being usual. `made` claims are nobody's."""

    name: str
    claims: tuple[LabelledClaim, ...]
    share: float = 1.0
    made: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A claim with its signs and, where there is a reader, its probabilities of support, contradiction, neither."""

    label: Label
    part: str
    share: float
    made: bool
    source: str
    kind: Kind
    signs: tuple[float, ...]
    read: tuple[float, ...] = ()


def made_claims(folder: Path, sources: Iterable[str], embedder: Embedder) -> Iterator[LabelledClaim]:
    """Claims from sentences of the abstracts with these ids: as they are, said otherwise, and with one thing changed.

    No abstract that a held-out claim cites is among them.
    """
    wanted, rng = frozenset(sources), Random(SEED)
    abstracts = [abstract for abstract in read_abstracts(folder) if abstract.id in wanted]
    nearness = Nearness(embedder, abstracts)
    for abstract in abstracts:
        for n, pair in enumerate(from_abstract(abstract, nearness, rng, SENTENCES)):
            if pair.premise:
                yield LabelledClaim(
                    f"{abstract.id} {n}", pair.claim, pair.premise, LABELS[pair.label], "made", abstract.id
                )


def swapped_claims(abstracts: Sequence[Abstract], embedder: Embedder) -> Iterator[LabelledClaim]:
    """Sentences of the abstracts, each against the nearest sentences of a near abstract: what a swapped citation is."""
    rng, nearness = Random(SEED), Nearness(embedder, abstracts)
    for abstract in abstracts:
        for n, other in enumerate(nearness.neighbours(abstract, SENTENCES)):
            pair = foreign(other, abstract, nearness, rng)
            yield LabelledClaim(f"{abstract.id} {n}", pair.claim, pair.premise, "neither", "made", abstract.id)


def examples_of(part: Part, gate: Gate, vectors: SentenceVectors, reader: Reader | None) -> list[Example]:
    """The claims of a part as examples."""
    looked = []
    for claim in part.claims:
        sentences = [claim.premise[start:end] for start, end in split_sentences(claim.premise)]
        looked.append((claim, looked_at(claim.claim, sentences, vectors), sentences))
    pairs = [(claim.claim, nearest_text(found, sentences)) for claim, found, sentences in looked]
    rows = reader.read(pairs).tolist() if reader else [()] * len(pairs)
    return [
        Example(
            label=claim.label,
            part=part.name,
            share=part.share,
            made=part.made,
            source=claim.source,
            kind=kind_of(found, gate),
            signs=signs(found),
            read=tuple(row),
        )
        for (claim, found, _), row in zip(looked, rows, strict=True)
    ]
