import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from assistant.embedding.base import Progress, Vectors
from assistant.embedding.minilm import open_tokenizer
from evals.training import edits, terms
from evals.training.data import Sizes, as_judged, stage
from evals.training.edits import Edit, span_of_change
from evals.training.encoding import LONGEST, Encoded, batches, encoded
from evals.training.from_claims import from_claim, from_title
from evals.training.measuring import auroc, quality
from evals.training.nearness import Nearness
from evals.training.pairs import LABELS, Abstract, LabelledClaim, Pair
from evals.training.reading import NAMES, read_abstracts, read_check_covid, read_scifact
from evals.training.rewrites import rewritten, shortened, stripped, without_brackets
from evals.training.self_made import from_abstract, from_sentence, rules, surroundings

DATA = Path(__file__).parents[2] / "shared" / "data"
SCIFACT, CHECK_COVID = DATA / "scifact", DATA / "check_covid"
SEEDS = range(40)


class Letters:
    """An embedder that counts letters: near texts are near, and nothing is loaded."""

    name = fingerprint = "letters"
    dimensions = 26
    max_tokens = 1000
    asks_apart = False

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        assert on_progress is None
        counts = [[text.lower().count(chr(97 + i)) + 0.1 for i in range(26)] for text in texts]
        vectors = np.array(counts, np.float32).reshape(-1, 26)
        found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return found

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return self.embed(questions)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


GATES = Abstract(
    "gates",
    "Sparse gating reduces the cost of translation",
    (
        "We study gates that choose 4 of 64 experts for every token.",
        "In conclusion, we found that sparse gating reduces the training cost by 38% compared with dense layers.",
        "Quality is not affected, which holds for all languages but Finnish.",
        "Routing in the Encoder is more stable than routing in the Decoder.",
        "Gates that were trained without noise collapse.",
    ),
)
OWLS = Abstract(
    "owls",
    "Owls in cities",
    (
        "Barn owls hunt at night in fields.",
        "Their hearing is better in winter, when voles are rare.",
        "No owl was seen.",
    ),
)
CLAIM = LabelledClaim(
    "c1", "Gating lowers the cost by 38%.", GATES, "support", frozenset({1}), frozenset({1}), frozenset({0, 3}), "train"
)


@pytest.fixture
def nearness() -> Nearness:
    return Nearness(Letters(), [GATES, OWLS])


def write(folder: Path, claims: Sequence[dict[str, object]], corpus: Sequence[dict[str, object]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("claims", claims), ("corpus", corpus)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def corpus(*ids: str) -> list[dict[str, object]]:
    return [{"id": i, "title": i, "sentences": [f"{i} one.", f"{i} two.", f"{i} three."]} for i in ids]


@pytest.fixture
def scifact(tmp_path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {"id": "1", "claim": "A", "source_id": "a", "label": "SUPPORT", "split": "train", "rationales": [[0], [2]]},
        {"id": "2", "claim": "B", "source_id": "b", "label": "NOT_ENOUGH_INFO", "split": "train", "rationales": []},
        {"id": "3", "claim": "C", "source_id": "c", "label": "CONTRADICT", "split": "validation", "rationales": [[1]]},
    ]
    return write(tmp_path / "scifact", rows, corpus("a", "b", "c"))


@pytest.fixture
def check_covid(tmp_path: Path) -> Path:
    def row(name: str, label: str, told: list[int], split: str = "train") -> dict[str, object]:
        common = {"claim": name, "source_id": "a", "split": split}
        return {"id": name, "label": label, "rationale_sentences": told, **common}

    rows = [
        row("x_0", "REFUTE", [1]),
        row("x_1", "SUPPORT", [1]),
        row("x_2", "NOTENOUGHINFO", [0]),
        row("y_0", "SUPPORT", [2], "dev"),
        row("z_0", "SUPPORT", [2], "test"),
    ]
    return write(tmp_path / "check_covid", rows, corpus("a"))


def test_scifact_is_read_without_what_is_held_out(scifact: Path) -> None:
    supported, left_open = read_scifact(scifact)
    assert (supported.id, supported.label, supported.rationale, supported.others) == (
        "1",
        "support",
        frozenset({0, 2}),
        frozenset({1}),
    )
    assert (left_open.id, left_open.label, left_open.rationale, left_open.others) == (
        "2",
        "neither",
        frozenset(),
        frozenset({0, 1, 2}),
    )
    assert [abstract.id for abstract in read_abstracts(scifact)] == ["a", "b"]


def test_check_covid_is_read_by_split(check_covid: Path) -> None:
    refuted, _, left_open = read_check_covid(check_covid)
    assert (refuted.label, refuted.given, refuted.rationale, refuted.others) == (
        "contradict",
        frozenset({1}),
        frozenset({1}),
        frozenset({0, 2}),
    )
    # The sentence that decides the claim's sister is not known to leave this one open.
    assert (left_open.given, left_open.rationale, left_open.others) == (frozenset({0}), frozenset(), frozenset({0, 2}))
    assert [claim.id for claim in read_check_covid(check_covid, "dev")] == ["y_0"]
    with pytest.raises(ValueError, match="held out"):
        read_check_covid(check_covid, "test")


@pytest.mark.skipif(not SCIFACT.is_dir() or not CHECK_COVID.is_dir(), reason="the labelled sets are not here")
def test_nothing_held_out_is_trained_on() -> None:
    rows = [
        json.loads(line)
        for folder in (SCIFACT, CHECK_COVID)
        for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    splits = {row["id"]: row["split"] for row in rows}
    trained = [*read_scifact(SCIFACT), *read_check_covid(CHECK_COVID)]
    assert len(trained) > 1700
    assert {splits[claim.id] for claim in trained} == {"train"}
    assert {splits[claim.id] for claim in read_check_covid(CHECK_COVID, "dev")} == {"dev"}
    held_out = {row["source_id"] for row in rows if row["split"] in {"validation", "test"}}
    assert held_out
    assert held_out.isdisjoint(abstract.id for abstract in read_abstracts(SCIFACT))


CHANGES: list[tuple[Callable[[str, Random], Edit | None], str, set[str]]] = [
    (edits.negated, "Gates are cheap.", {"Gates are not cheap."}),
    (edits.negated, "It can work.", {"It cannot work."}),
    (edits.negated, "Noise reduces it.", {"Noise does not reduce it."}),
    (edits.negated, "It is not so.", set()),
    (edits.affirmed, "Noise does not affect it.", {"Noise affects it."}),
    (edits.affirmed, "They did not improve.", {"They improved."}),
    (edits.affirmed, "There was no effect.", {"There was a effect."}),
    (edits.affirmed, "It works.", set()),
    (edits.reversed_direction, "Higher doses.", {"Lower doses."}),
    (edits.reversed_direction, "A high-risk plan.", set()),
    (edits.sibling, "Tested in men.", {"Tested in women.", "Tested in children."}),
    (terms.swapped, "IL2 inhibits TNF9.", {"TNF9 inhibits IL2."}),
    (terms.swapped, "IL2, IL7 and TNF9.", {"IL7, IL2 and TNF9."}),
]


@pytest.mark.parametrize(("rule", "text", "expected"), CHANGES[:-1])
def test_a_change(rule: Callable[[str, Random], Edit | None], text: str, expected: set[str]) -> None:
    found = [rule(text, Random(seed)) for seed in SEEDS]
    assert {edit.applied(text) for edit in found if edit is not None} == expected


def test_neighbours_in_a_list_do_not_change_places() -> None:
    found = [terms.swapped("IL2, IL7 and TNF9.", Random(seed)) for seed in SEEDS]
    changed = {edit.applied("IL2, IL7 and TNF9.") for edit in found if edit is not None}
    assert "IL7, IL2 and TNF9." not in changed


@pytest.mark.parametrize("number", ["38", "0.05", "1,204", "7", "0"])
def test_another_number_of_the_same_form(number: str) -> None:
    for seed in SEEDS:
        other = edits.other_number(number, Random(seed))
        assert other != number
        assert len(other.partition(".")[2]) == len(number.partition(".")[2])
        float(other.replace(",", ""))


@pytest.mark.parametrize("text", ["CO2 and H5N1", "on 2021-03-04", "10(-5) x^2", "IL-6"])
def test_digits_in_names_and_formulas_are_left_alone(text: str) -> None:
    edit = edits.number_changed(text, Random(1))
    assert edit is None or text[edit.start : edit.end] == "10"


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("Costs fall by 38% here.", "Costs fall by 83% here.", "83%"),
        ("It is so.", "It is not so.", "not"),
        ("Less noise.", "More noise.", "More"),
    ],
)
def test_what_changed_is_found(old: str, new: str, changed: str) -> None:
    start, end = span_of_change(old, new)
    assert new[start:end].strip() == changed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CONCLUSIONS: We found that gates help.", "Gates help."),
        ("In conclusion, we show that gates help.", "Gates help."),
        ("Gates help.", "Gates help."),
    ],
)
def test_lead_ins_are_dropped(text: str, expected: str) -> None:
    assert stripped(text) == expected


def test_brackets_and_clauses_are_dropped() -> None:
    assert without_brackets("Gates (64 of them) help [1].") == "Gates help."
    sentence = "All of the gates help the model, which holds in general."
    shorter = {shortened(sentence, Random(seed)) for seed in SEEDS}
    assert "All of the gates help the model." in shorter


def test_a_rewriting_is_the_same_for_the_same_seed() -> None:
    assert {rewritten(GATES.sentences[1], 5) for _ in range(3)} == {rewritten(GATES.sentences[1], 5)}
    assert len({rewritten(GATES.sentences[1], seed) for seed in SEEDS}) > 3


def test_pairs_from_a_sentence_mean_what_their_label_says() -> None:
    around = surroundings([GATES, OWLS])
    for seed in SEEDS:
        first, *rest = from_sentence(GATES, 1, [0, 3], rules(around), Random(seed))
        assert (first.label, first.wrong) == ("support", ())
        assert first.premise.count(".") >= 3
        for pair in rest:
            assert pair.label != "support"
            ((start, end),) = pair.wrong
            assert 0 <= start < end <= len(pair.claim)
            whole = " ".join(GATES.sentences[i] for i in (0, 1, 3))
            assert (pair.premise == whole) != pair.kind.endswith("in the premise")


def test_a_denial_is_true_as_well_as_false(nearness: Nearness) -> None:
    pairs = [p for seed in range(200) for p in from_abstract(GATES, nearness, Random(seed), 5)]
    denied = {p.label for p in pairs if re.search(r"\bnot\b", p.claim)}
    assert {"support", "contradict"} <= denied
    assert {p.label for p in pairs} == set(LABELS)


def test_pairs_from_a_claim() -> None:
    pairs = [p for seed in SEEDS for p in from_claim(CLAIM, range(5), [OWLS], Random(seed))]
    for pair in pairs:
        assert (GATES.sentences[1] in pair.premise) != (pair.kind == "claim without its rationale")
        # What is in neither set may bear on the claim, so it is not shown.
        assert GATES.sentences[2] not in pair.premise
        assert pair.claim == CLAIM.claim or pair.label != "support"
    assert {p.kind.split(",")[0] for p in pairs} == {"claim", "claim without its rationale"}


def test_pairs_from_a_title() -> None:
    pairs = [p for seed in SEEDS for p in from_title(GATES, range(5), [OWLS], Random(seed))]
    assert {p.label for p in pairs if p.claim == GATES.title + "."} == {"support"}
    assert {p.label for p in pairs if p.claim != GATES.title + "."} == {"contradict", "neither"}
    assert list(from_title(OWLS, range(3), [GATES], Random(0))) == []


def test_a_stage_is_the_same_for_the_same_seed(nearness: Nearness) -> None:
    sizes = Sizes(abstracts=2, sentences=3, titles=2, rounds=2)
    first, second = (stage(sizes, [CLAIM], [GATES, OWLS], nearness, Random(3)) for _ in range(2))
    assert first == second
    assert {pair.source for pair in first} == {"gates", "owls"}
    (judged,) = as_judged([CLAIM], nearness)
    assert (judged.premise, judged.label) == (GATES.sentences[1], "support")


def test_token_truth_lies_where_the_claim_was_changed() -> None:
    tokenizer = open_tokenizer()
    pair = Pair("Costs fall by 83%.", "Costs fall by 38%.", "contradict", "number", "x", tagged=True, wrong=((14, 16),))
    example = encoded(pair, tokenizer)
    words = [tokenizer.id_to_token(i) for i in example.ids[: example.claim]]
    assert [word for word, wrong in zip(words, example.wrong, strict=True) if wrong == 1] == ["83"]
    assert (words[0], words[-1], example.wrong[0], example.wrong[-1]) == ("[CLS]", "[SEP]", -1, -1)
    long = encoded(Pair("A claim.", "word " * 1000, "neither", "x", "x"), tokenizer)
    assert len(long.ids) == LONGEST
    assert set(long.wrong) == {-1}


def size(example: Encoded) -> int:
    return len(example.ids)


def test_batches_hold_each_example_once() -> None:
    tokenizer = open_tokenizer()
    examples = [encoded(Pair("A.", "b " * i, "neither", "", str(i)), tokenizer) for i in range(70)]
    found = list(batches(examples, 16, Random(0)))
    assert sorted(len(e.ids) for batch in found for e in batch) == sorted(len(e.ids) for e in examples)
    assert max(len(batch) for batch in found) == 16
    assert all(len(max(b, key=size).ids) - len(min(b, key=size).ids) < 16 for b in found)


@pytest.mark.parametrize(
    ("scores", "positive", "expected"),
    [([3, 2, 1], [1, 0, 0], 1.0), ([1, 2, 3], [1, 0, 0], 0.0), ([1, 1], [1, 0], 0.5), ([3, 1, 2], [1, 1, 0], 0.5)],
)
def test_auroc(scores: list[float], positive: list[int], expected: float) -> None:
    assert auroc(np.array(scores, float), np.array(positive, bool)) == expected


def test_quality() -> None:
    found = quality(np.array([[0.8, 0.1, 0.1], [0.4, 0.5, 0.1], [0.1, 0.2, 0.7]]), [0, 0, 1])
    assert (found.balanced, round(found.accuracy, 3), found.auroc, found.n) == (0.75, 0.333, 1.0, 3)


def test_names_of_labels() -> None:
    assert set(NAMES.values()) == set(LABELS)
