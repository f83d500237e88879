"""Whether what a sentence says is in the text that it cites, with weights and a reader of our own making."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.claims import read
from assistant.errors import EmbeddingError, InputError
from assistant.grounding import (
    INVENTED,
    LEAST,
    LONGEST,
    READ,
    Grounder,
    kind_of,
    looked_at,
    nearest_text,
    objection,
    with_reader,
)
from assistant.grounding_weights import (
    READ_SIGNS,
    FittedOn,
    Gate,
    GroundingWeights,
    Kind,
    Linear,
    Model,
    Models,
    ReadModels,
)
from assistant.reasons import COMPARED_IN_VAIN, NOT_SAID, NOTHING_CITED, NOTHING_SAID, TOO_LONG, VERBATIM
from assistant.records import Verdict
from assistant.sentence_vectors import SentenceVectors
from assistant.support import SIGNS, Compared, beside
from tests.fakes import FakeEmbedder

KILNS = "In four towns the kilns reduced the firing time of Vienna glazes by 38% after 12 h."
MOSS = "Moss never grows on warm walls."
TEXT = f"{KILNS} {MOSS} Salt melts ice. Fog rose at dawn. Potters slept."


class FakeReader:
    """Says the same of every pair, with a record of what it read."""

    fingerprint = "reader-fake"

    def __init__(self, *says: float) -> None:
        self.says = says
        self.pairs: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.pairs += pairs
        return np.array([self.says] * len(pairs), np.float32)


class BrokenReader(FakeReader):
    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        raise EmbeddingError(f"cannot read {len(pairs)}")


def linear(names: Sequence[str], bias: float, **weights: float) -> Linear:
    given_ = {name.replace("_", " "): weight for name, weight in weights.items()}
    assert given_.keys() <= set(names)
    return Linear(bias, tuple((name, given_.get(name, 0.0)) for name in names))


SIGNED = Model(
    support=linear(tuple(SIGNS), -10, coverage=20),
    contradiction=linear(tuple(SIGNS), -10, turned=20),
    supported=0.5,
    contradicted=0.5,
    partial=0.01,
)
COPIED = replace(SIGNED, support=linear(tuple(SIGNS), 5))
HEEDING = Model(
    support=linear(READ_SIGNS, 0, read_support=1),
    contradiction=linear(READ_SIGNS, 0, read_contradiction=1),
    supported=0.5,
    contradicted=0.5,
    partial=0.3,
)
WEIGHTS = GroundingWeights(
    kinds=Gate(order=0.7, run=5, sentences=2),
    signs=Models(COPIED, SIGNED, SIGNED),
    read=ReadModels(HEEDING, HEEDING),
    fitted_on=FittedOn("by hand", (), "fake-1", "reader-fake"),
)


def grounder(reader: FakeReader | None = None) -> Grounder:
    return Grounder(FakeEmbedder(), WEIGHTS, reader)


def compared(claim: str, *sentences: str) -> Compared:
    return beside(read(claim), [read(text) for text in sentences], np.full(len(sentences), 0.5, np.float32))


JUDGED: list[tuple[str, str, list[str], Verdict]] = [
    ("word for word", MOSS, [TEXT], "supported"),
    ("word for word, though it cannot be judged", "\u871c\u8702\u3002", ["\u871c\u8702\u3002"], "supported"),
    ("all its words", "Glazes of Vienna: firing in kilns", [TEXT], "supported"),
    ("half of its words", "Vienna likes weeds and wheat there", [KILNS], "unsupported"),
    ("hardly its words", "Translation needs more training text", [TEXT], "unsupported"),
    ("most of its words, and denied", "Moss grows on warm damp walls", [TEXT], "supported"),
    ("denied and with few of its words", "Moss grows on slate and on bark of old oaks", [MOSS], "contradicted"),
    ("a number from nowhere", "Firing in kilns of Vienna took 5 h", [TEXT], "unsupported"),
    ("a number in words", "Firing in kilns of Vienna took five", [TEXT], "supported"),
    ("a copy with another number", KILNS.replace("38%", "39%"), [TEXT], "unsupported"),
    ("a copy with another number in words", KILNS.replace("four", "five"), [TEXT], "unsupported"),
    ("a copy with another name", KILNS.replace("Vienna", "BISQUE"), [TEXT], "unsupported"),
    ("a copy with another place", KILNS.replace("Vienna", "Lisbon"), [TEXT], "supported"),
    ("a copy made rare", KILNS.replace("reduced", "rarely reduced"), [TEXT], "unsupported"),
    ("a copy with a word more", KILNS.replace("h.", "h, often."), [TEXT], "supported"),
    ("in the second text", "Salt melts ice", [KILNS, "Salt melts ice. Fog."], "supported"),
    (
        "two clauses from two sentences",
        "Salt melts ice on its own of all, and potters slept on and on",
        [TEXT],
        "supported",
    ),
    ("no text", MOSS, [], "unsupported"),
    ("blank texts", MOSS, ["", " \n"], "unsupported"),
    ("no claim", "", [TEXT], "unchecked"),
    ("a claim of stop words", "of the", [TEXT], "unchecked"),
    ("emoji", "\U0001f600\U0001f600", [TEXT], "unchecked"),
    ("half a surrogate", "\ud800", [TEXT], "unchecked"),
    ("Chinese", "\u871c\u8702\u8df3\u821e", [TEXT], "unchecked"),
    ("mostly Latin", "Salt melts ice \u871c", [TEXT], "supported"),
    (
        "Greek",
        "\u0397 \u03bc\u03ad\u03bb\u03b9\u03c3\u03c3\u03b1 \u03c7\u03bf\u03c1\u03b5\u03cd\u03b5\u03b9",
        [KILNS],
        "unsupported",
    ),
    ("too long", "salt " * LONGEST, [TEXT], "unchecked"),
    ("only numbers", "55 77 99", [TEXT], "unsupported"),
    ("a small number that may belong to a name", "Firing in kilns of Vienna 2", [TEXT], "supported"),
    ("a year", "In 1999, firing in kilns of Vienna", [TEXT], "supported"),
    ("a count", "Firing in 1500 kilns of Vienna", [TEXT], "unsupported"),
    ("a text in another script", "Salt melts ice", ["\u871c\u8702\u8df3\u821e\u3002"], "unsupported"),
]


class ReaderOfClauses(FakeReader):
    """Finds whatever speaks of kilns supported, and nothing else."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array(
            [[0.9, 0.05, 0.05] if "kilns" in claim else [0.05, 0.05, 0.9] for claim, _ in pairs], np.float32
        )


def test_a_clause_that_the_text_has_nothing_of_is_named() -> None:
    firing, reading = "Firing glazes in kilns of Vienna took less time", grounder(ReaderOfClauses())
    found = reading.judge(f"{firing}, and badgers wrote a march", [TEXT])
    assert (found.verdict, found.reason) == ("unsupported", NOT_SAID.format("and badgers wrote a march"))
    assert found.support is not None
    assert found.support < INVENTED
    assert reading.judge(f"{firing}, and potters slept all the time", [TEXT]).verdict == "supported"
    assert reading.judge(f"{firing}, as badgers may say after 12 h", [TEXT]).verdict == "supported"
    assert grounder().judge(f"{KILNS[:-1]}, and badgers wrote a march", [TEXT]).verdict == "supported"


@pytest.mark.parametrize(("claim", "texts", "verdict"), [row[1:] for row in JUDGED], ids=[row[0] for row in JUDGED])
def test_a_claim(claim: str, texts: list[str], verdict: Verdict) -> None:
    found = grounder().judge(claim, texts)
    assert found.verdict == verdict, found
    assert found.reason
    assert (found.support is None) == (verdict == "unchecked")


@pytest.mark.parametrize(
    ("claim", "texts", "reason"),
    [
        (MOSS, [], NOTHING_CITED),
        (MOSS, [TEXT], VERBATIM),
        ("of the", [TEXT], NOTHING_SAID),
        ("salt " * LONGEST, [TEXT], TOO_LONG),
        ("\u871c\u8702\u8df3\u821e", [TEXT], COMPARED_IN_VAIN),
        (KILNS.replace("38%", "39%"), [TEXT], "the text says 38% where the sentence says 39%"),
        ("Firing in kilns of Vienna took 5 h", [TEXT], "the number 5 h is in none of the cited sentences"),
    ],
)
def test_the_reason(claim: str, texts: list[str], reason: str) -> None:
    assert grounder().judge(claim, texts).reason == reason


def test_what_is_objected_to_is_no_likelier_than_partly_supported() -> None:
    found = grounder().judge("Firing in kilns of Vienna took 5 h", [TEXT])
    assert found.support == SIGNED.partial


@pytest.mark.parametrize(
    ("says", "verdict", "support"),
    [
        ((0.6, 0.1, 0.3), "supported", 0.6),
        ((0.5, 0.5, 0.0), "supported", 0.5),
        ((0.1, 0.6, 0.3), "contradicted", 0.1),
        ((0.1, 0.5, 0.4), "contradicted", 0.1),
        ((0.2, 0.2, 0.6), "unsupported", 0.2),
        ((0.35, 0.2, 0.45), "partial", 0.35),
        ((0.0, 1.0, 0.0), "contradicted", LEAST),
    ],
)
def test_a_reader_is_heard_on_claims_in_other_words(says: tuple[float, ...], verdict: Verdict, support: float) -> None:
    found = grounder(FakeReader(*says)).judge("Vienna glazing went faster", [TEXT])
    assert found.verdict == verdict
    assert found.support == pytest.approx(support, abs=1e-6)


def test_the_reader_is_given_the_nearest_sentences_in_their_order() -> None:
    reader = FakeReader(0.6, 0.1, 0.3)
    grounder(reader).judge("Vienna glazing went faster", [TEXT, "Nothing else."])
    ((claim, text),) = reader.pairs
    assert claim == "Vienna glazing went faster"
    sentences = [*TEXT.replace(". ", ".|").split("|"), "Nothing else."]
    kept = [sentence for sentence in sentences if sentence in text]
    assert text == " ".join(kept)
    assert len(kept) == READ
    assert KILNS in kept


@pytest.mark.parametrize("claim", [MOSS, KILNS.replace("38%", "39%"), "of the", "", "salt " * LONGEST])
def test_the_reader_is_not_asked_about_copies_and_what_cannot_be_judged(claim: str) -> None:
    grounder(BrokenReader()).judge(claim, [TEXT])


def test_a_reader_that_fails_says_so() -> None:
    with pytest.raises(EmbeddingError, match="cannot read 1"):
        grounder(BrokenReader()).judge("Vienna glazing went faster", [TEXT])


def test_a_number_is_objected_to_whatever_the_reader_says() -> None:
    found = grounder(FakeReader(1, 0, 0)).judge("Vienna glazing took 5 h", [TEXT])
    assert (found.verdict, found.support) == ("unsupported", HEEDING.partial)


@pytest.mark.parametrize(
    "weights",
    [
        replace(WEIGHTS, read=None),
        replace(WEIGHTS, fitted_on=replace(WEIGHTS.fitted_on, reader="reader-other")),
        replace(WEIGHTS, fitted_on=replace(WEIGHTS.fitted_on, reader=None)),
    ],
)
def test_weights_for_another_reader(weights: GroundingWeights) -> None:
    with pytest.raises(InputError, match=r"not reader-fake; run python -m evals fit-grounding"):
        Grounder(FakeEmbedder(), weights, FakeReader(1, 0, 0))
    assert Grounder(FakeEmbedder(), weights).judge(MOSS, [TEXT]).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "sentences", "kind"),
    [
        (KILNS, [KILNS], "copied"),
        (KILNS.replace("38%", "39%"), [MOSS, MOSS, KILNS], "copied"),
        ("Salt melts ice", ["Salt melts ice"], "sentences"),
        ("Kilns of Vienna", [KILNS, MOSS], "sentences"),
        ("Kilns of Vienna", [KILNS, MOSS, MOSS], "abstract"),
    ],
)
def test_kinds_of_claims(claim: str, sentences: list[str], kind: Kind) -> None:
    assert kind_of(compared(claim, *sentences), WEIGHTS.kinds) == kind


@pytest.mark.parametrize(
    ("claim", "copied", "told"),
    [
        (KILNS, False, False),
        (KILNS.replace("38%", "39%"), True, True),
        (KILNS.replace("four", "five"), True, False),
        (KILNS.replace("12 h", "7 kilns"), True, False),
        (KILNS.replace("12 h", "17 kilns"), True, True),
        (KILNS.replace("Vienna", "GPT-4"), True, False),
        (KILNS.replace("Vienna", "VeLora"), True, False),
        (KILNS.replace("Vienna", "GLaze"), True, False),
        (KILNS.replace("Vienna", "Lisbon"), False, False),
        (KILNS.replace("firing", "cooling"), False, False),
    ],
)
def test_objections(claim: str, copied: bool, told: bool) -> None:
    found = compared(claim, KILNS)
    assert (objection(found, "copied"), objection(found, "sentences")) == (copied, told)


def test_looked_at_compares_by_the_embedders_vectors_of_cleaned_texts() -> None:
    embedder = FakeEmbedder()
    found = looked_at("Salt <b>melts</b> ice", ["Fog \\textbf{rose}", "Salt melts ice"], SentenceVectors(embedder))
    assert embedder.calls == [("Salt melts ice", "Fog rose")]
    assert found.cosines[0] == pytest.approx(1)
    assert found.places == (1, 0)


def test_the_nearest_text_of_few_sentences_is_all_of_it() -> None:
    assert nearest_text(compared("Salt melts", MOSS, "Salt melts ice."), [MOSS, "Salt melts ice."]) == (
        f"{MOSS} Salt melts ice."
    )


def test_inputs_of_a_model_with_a_reader() -> None:
    model = replace(SIGNED, support=Linear(1, (("x", 2.0),)), contradiction=Linear(-1, (("x", 1.0),)))
    found = with_reader(model, [3.0], np.array([0.75, 0.0, 0.25], np.float32))
    assert found == pytest.approx((7, 2, np.log(3), np.log(LEAST / (1 - LEAST))))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
@example("1e400 1e-400 10 of 10, 3-5 %, \u00b1 1/3", ["p < 0.05, -5, v1.2.3"])
def test_any_text_is_judged(claim: str, texts: list[str]) -> None:
    found = grounder(FakeReader(0.5, 0.2, 0.3)).judge(claim, texts)
    assert found.support is None or 0 <= found.support <= 1
    assert found.reason
    assert found == grounder(FakeReader(0.5, 0.2, 0.3)).judge(claim, texts)


@pytest.mark.parametrize("size", [LONGEST - 1, LONGEST + 1])
@pytest.mark.parametrize("word", ["salt ", "9 ", "\U0001f600", "not ", "a-", "It works. ", "x", "(", '"'])
def test_long_claims(word: str, size: int) -> None:
    claim = (word * size)[:size]
    assert grounder().judge(claim, [TEXT, claim[: size // 2]]).reason


def test_many_threads_judge_alike() -> None:
    shared = grounder(FakeReader(0.6, 0.1, 0.3))
    claims = [claim for _, claim, _, _ in JUDGED] * 2
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda claim: shared.judge(claim, [TEXT]), claims))
    assert found == [grounder(FakeReader(0.6, 0.1, 0.3)).judge(claim, [TEXT]) for claim in claims]
