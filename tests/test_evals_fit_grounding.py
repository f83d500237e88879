"""Fitting grounding to labelled claims: on examples whose right answer is known, and how claims become examples."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from assistant.grounding import kind_of, looked_at, with_reader
from assistant.grounding_weights import (
    READ_SIGNS,
    FittedOn,
    Gate,
    GroundingWeights,
    Kind,
    Model,
    probability,
    read_weights,
)
from assistant.sentence_vectors import SentenceVectors
from assistant.support import SIGNS, signs
from evals.fit_grounding import GATE, fit_models, fit_read_models, write
from evals.grounding_examples import Example, Part, examples_of, made_claims, swapped_claims
from evals.labelled import Label, LabelledClaim
from evals.training.pairs import Abstract
from tests.fakes import FakeEmbedder
from tests.test_grounding import FakeReader

KINDS: tuple[Kind, ...] = ("copied", "sentences", "abstract")
LABELS: tuple[Label, ...] = ("supported", "contradicted", "neither")
KILNS = "In four towns the kilns reduced the firing time of Vienna glazes by 38% after 12 h."


def example(label: Label, kind: Kind, number: int, noise: float) -> Example:
    """Supported claims are covered, contradicted ones turned; the reader is right as far as noise allows."""
    values = dict.fromkeys(SIGNS, 0.0)
    values |= {"coverage": float(label != "neither"), "turned": float(label == "contradicted"), "cosine": noise}
    says = [0.15 + 0.2 * noise] * 3
    says[LABELS.index(label)] += 1 - sum(says)
    return Example(
        label=label,
        part="kilns",
        share=1.0,
        made=False,
        source=f"k{number % 12}",
        kind=kind,
        signs=tuple(values.values()),
        read=tuple(says),
    )


def examples(seed: int = 3) -> list[Example]:
    rng = Random(seed)
    return [example(LABELS[n % 3], kind, n // 3, rng.random()) for kind in KINDS for n in range(72)]


EXAMPLES = examples()
MODELS = fit_models(EXAMPLES)
READ = fit_read_models(EXAMPLES, MODELS)
WEIGHTS = GroundingWeights(GATE, MODELS, READ, FittedOn("by hand", (("kilns", "1"),), "fake-1", "reader-fake"))


def weight(model: Model, of: str, name: str) -> float:
    return dict((model.support if of == "support" else model.contradiction).weights)[name]


@pytest.mark.parametrize("kind", KINDS)
def test_what_tells_is_weighed_and_what_does_not_hardly(kind: Kind) -> None:
    model = MODELS.of(kind)
    assert weight(model, "support", "coverage") > 0.3 > -0.3 > weight(model, "support", "turned")
    assert weight(model, "contradiction", "turned") > 0.5
    assert abs(weight(model, "support", "cosine")) < 0.3
    assert weight(model, "support", "order") == 0


@pytest.mark.parametrize("kind", KINDS)
def test_thresholds_part_the_examples(kind: Kind) -> None:
    model = MODELS.of(kind)
    assert 0 < model.partial <= model.supported < 1
    for one in (one for one in EXAMPLES if one.kind == kind):
        support = probability(model.support.log_odds(one.signs))
        contradiction = probability(model.contradiction.log_odds(one.signs))
        assert (support >= model.supported) == (one.label == "supported")
        assert one.label == "supported" or (contradiction >= model.contradicted) == (one.label == "contradicted")


@pytest.mark.parametrize("kind", ["sentences", "abstract"])
def test_a_reader_that_is_right_is_heard(kind: Kind) -> None:
    model = READ.of(kind)
    assert tuple(name for name, _ in model.support.weights) == READ_SIGNS
    assert min(weight(model, "support", "support"), weight(model, "support", "read support")) > 0
    assert (
        min(weight(model, "contradiction", "contradiction"), weight(model, "contradiction", "read contradiction")) > 0
    )


def test_the_same_examples_give_the_same_weights() -> None:
    assert fit_models(examples()) == MODELS
    assert fit_models(examples(4)) != MODELS


def test_what_counts_little_moves_little() -> None:
    turned = [replace(one, label="neither", share=0.001) for one in EXAMPLES if one.label == "supported"]
    with_few, with_many = (
        fit_models([*EXAMPLES, *turned]),
        fit_models([*EXAMPLES, *(replace(t, share=1) for t in turned)]),
    )
    for kind in KINDS:
        before = weight(MODELS.of(kind), "support", "coverage")
        assert weight(with_few.of(kind), "support", "coverage") > 0.9 * before
        assert weight(with_many.of(kind), "support", "coverage") < 0.8 * before


def test_made_claims_count_less_where_people_wrote_of_abstracts() -> None:
    turned = [replace(one, label="neither", made=True) for one in EXAMPLES if one.label == "supported"]
    found = fit_models([*EXAMPLES, *turned])
    lost = {
        kind: weight(found.of(kind), "support", "coverage") / weight(MODELS.of(kind), "support", "coverage")
        for kind in KINDS
    }
    assert lost["abstract"] > lost["sentences"]
    assert lost["abstract"] > lost["copied"]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "grounding.json"
    write(WEIGHTS, path)
    assert read_weights(path) == WEIGHTS
    assert path.read_text().endswith("}\n")


def claim(text: str, label: Label = "supported", source: str = "k") -> LabelledClaim:
    return LabelledClaim("1", text, f"{KILNS} Salt melts ice.", label, "train", source)


def test_claims_as_examples() -> None:
    vectors, reader = SentenceVectors(FakeEmbedder()), FakeReader(0.5, 0.25, 0.25)
    gate = Gate(order=0.7, run=5, sentences=2)
    told, copied = claim("Vienna glazing went faster", "neither", "m"), claim(KILNS.replace("38", "39"), "contradicted")
    found = examples_of(Part("kilns", (told, copied), 0.5, made=True), gate, vectors, reader)
    assert [(e.label, e.kind, e.source) for e in found] == [
        ("neither", "sentences", "m"),
        ("contradicted", "copied", "k"),
    ]
    assert {(e.part, e.share, e.made, e.read) for e in found} == {("kilns", 0.5, True, (0.5, 0.25, 0.25))}
    compared = looked_at(told.claim, [KILNS, "Salt melts ice."], vectors)
    assert (found[0].signs, found[0].kind) == (signs(compared), kind_of(compared, gate))
    assert reader.pairs == [(one.claim, one.premise) for one in (told, copied)]


def test_without_a_reader_nothing_is_read() -> None:
    (found,) = examples_of(Part("kilns", (claim(KILNS),)), GATE, SentenceVectors(FakeEmbedder()), None)
    assert (found.read, found.share, found.made) == ((), 1.0, False)
    assert examples_of(Part("none", ()), GATE, SentenceVectors(FakeEmbedder()), FakeReader(1, 0, 0)) == []


def abstracts(tmp_path: Path) -> Path:
    folder = tmp_path / "kilns"
    folder.mkdir()
    told = [
        "Sparse salt reduced the cost of firing by 38% compared with dense salt.",
        "We found that moss does not grow on the warm walls of the kilns in Vienna.",
        "Potters who slept after dawn were better at glazing than those who did not.",
    ]
    corpus = [
        {"id": name, "title": f"On kilns, {name}", "sentences": [s.replace("salt", name) for s in told]}
        for name in ("ash", "bone", "clay", "dust")
    ]
    rows = [{"source_id": "bone", "split": "validation"}, {"source_id": "ash", "split": "train"}]
    for file, records in (("corpus.jsonl", corpus), ("claims.jsonl", rows)):
        (folder / file).write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


def test_claims_are_made_of_the_abstracts_that_were_asked_for_and_of_none_held_out(tmp_path: Path) -> None:
    folder = abstracts(tmp_path)
    found = list(made_claims(folder, ["ash", "bone", "clay"], FakeEmbedder()))
    assert {one.source for one in found} == {"ash", "clay"}
    assert {one.label for one in found} <= {"supported", "contradicted", "neither"}
    assert {"supported", "contradicted"} <= {one.label for one in found}
    assert all(one.premise and one.claim and one.split == "made" for one in found)
    assert len({one.id for one in found}) == len(found)
    assert found == list(made_claims(folder, ["clay", "bone", "ash"], FakeEmbedder()))


def passing(swaps: list[Example], model: Model) -> float:
    """The share of the swaps that a model takes for supported."""
    inputs = [with_reader(MODELS.sentences, swap.signs, np.array(swap.read, np.float32)) for swap in swaps]
    return sum(probability(model.support.log_odds(values)) >= model.supported for values in inputs) / len(swaps)


def test_few_swapped_citations_pass() -> None:
    """Swaps that look as supported as a third of what is: told to be made, they raise the threshold."""
    like = [example("supported", "sentences", n, n / 40) for n in range(40)]
    swaps = [
        replace(swap, label="neither", made=True, read=(0.3 + n / 100, 0.2, 0.5 - n / 100), source=f"s{n % 8}")
        for n, swap in enumerate(like)
    ]
    strict = fit_read_models([*EXAMPLES, *swaps], MODELS)
    usual = fit_read_models([*EXAMPLES, *(replace(swap, made=False) for swap in swaps)], MODELS)
    assert passing(swaps, strict.sentences) <= 0.1 < passing(swaps, usual.sentences)
    assert strict.abstract == usual.abstract == READ.abstract


def test_swapped_claims_are_sentences_of_near_abstracts() -> None:
    abstracts = [
        Abstract("a", "Kilns", ("Kilns cooled at dawn.", "We counted kilns in forty towns.")),
        Abstract("b", "Moss", ("Moss burns slowly in damp woods.", "Nobody sowed it there.")),
    ]
    found = list(swapped_claims(abstracts, FakeEmbedder()))
    assert {claim.source for claim in found} == {"a", "b"}
    for claim in found:
        own, other = abstracts if claim.source == "a" else abstracts[::-1]
        assert claim.label == "neither"
        assert any(sentence in claim.premise for sentence in own.sentences)
        assert not any(sentence in claim.premise for sentence in other.sentences)
