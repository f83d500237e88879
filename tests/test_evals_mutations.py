"""Mutations: what each makes of a sentence, that nothing comes back as it was, and the whole over a small library."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import terminal
from assistant.records import Answer, Citation, Paper, Sentence
from assistant.sentences import split_sentences
from evals.__main__ import main
from evals.commands.mutations import COMMAND
from evals.mutations.answers import SWAPPED, alone, nearest_span, permuted, quoted, swapped
from evals.mutations.base import Around, put
from evals.mutations.comparison import reverse_comparison
from evals.mutations.entities import names_of, replace_entity, shape
from evals.mutations.libraries import (
    DISTRACTOR,
    GOLD_REMOVED,
    INSTRUCTION,
    ORDERS,
    distractor,
    follows,
    injected,
    obeying,
    quoting,
    unanswerable,
    without,
)
from evals.mutations.made_up import called, make_up, phrases
from evals.mutations.measuring import FALLS, REFUSES
from evals.mutations.negation import flip_negation
from evals.mutations.numbers import change_number
from evals.mutations.paraphrase import paraphrase
from evals.mutations.sentences import KINDS, mutate
from evals.mutations.trials import UNTOUCHED, VERBATIM, WHOLE, Trial, rows
from evals.mutations.words import HELD_OUT, SHARED
from evals.read_cases import Case
from tests import small_library

ROOT = Path(__file__).parent.parent
KITES = Paper(
    "kites",
    "KiteNet: Wind Maps from Toy Kites",
    "KiteNet draws wind maps from toy kites, flown by 340 schools. On open fields it outperforms GustBERT by 2.5 points. "
    "It was trained on short flight logs and needs 12 GB of memory. Flights over water are not covered. "
    "The authors release the maps of small islands under a free licence.",
)
MOSS = Paper(
    "moss",
    "MossFormer Counts Spores",
    "MossFormer counts spores in damp forest photos and beats SPORA on 7 datasets from Finnish bogs. "
    "With fewer labels the counts of rare mosses get worse. Wet lenses cannot be used.",
)
SALT = Paper(
    "salt", "Salt Lakes by Night", "Salt lakes cool quickly. Night flights with LakeCam-3 show 14 cold springs."
)
PAPERS = (KITES, MOSS, SALT)
AROUND = Around(KITES, MOSS, names_of(PAPERS))


def edits(kind: str, text: str, seed: int = 0) -> dict[str, str]:
    """The sentence after each variant of a kind."""
    return {edit.variant: edit.text for edit in KINDS[kind](text, AROUND, Random(seed))}


@pytest.mark.parametrize(
    ("text", "variant", "changed"),
    [
        ("It grew by 5% a year.", "percent", "It grew by 5 times a year."),
        ("It has 3 billion parts.", "magnitude", "It has 3 million parts."),
        ("A model of 7B weights.", "magnitude", "A model of 7M weights."),
        ("The loss fell by 6.17 in all.", "magnitude", "The loss fell by 61.7 in all."),
        ("It needs 12 GB on disk.", "unit", "It needs 12 MB on disk."),
        ("It took 4 hours.", "unit", "It took 4 days."),
        ("It doubles the yield.", "in words", "It triples the yield."),
        ("An hour saves half of it.", "in words", "An hour saves a quarter of it."),
    ],
)
def test_a_number_is_changed(text: str, variant: str, changed: str) -> None:
    assert edits("number changed", text)[variant] == changed


@pytest.mark.parametrize(
    "text",
    [
        "GPT-3 and Qwen2.5 were tried.",
        "As shown before [3], the 2D case of 5-gram models is known.",
        "One of the 1st trials was zero-shot.",
        "Nothing is counted here.",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    assert edits("number changed", text) == {}


@pytest.mark.parametrize("seed", range(20))
def test_a_number_that_follows_from_the_old_one_is_no_change(seed: int) -> None:
    assert all(float(number) > 300 for number in _numbers(edits("number changed", "It has more than 300 keys.", seed)))
    assert all(float(number) < 300 for number in _numbers(edits("number changed", "It has fewer than 300 keys.", seed)))


def _numbers(found: dict[str, str]) -> list[str]:
    return [re.findall(r"\d[\d,.]*", text)[0].replace(",", "") for text in found.values()]


def test_a_number_comes_from_the_abstract_too() -> None:
    found = {edits("number changed", "It was flown by 61 schools.", n)["another of the abstract"] for n in range(20)}
    assert found == {f"It was flown by {n} schools." for n in ("340", "2.5", "12")}


def test_years_keep_their_century() -> None:
    found = edits("number changed", "It was begun in 1998.")
    assert "first digit" not in found
    assert re.fullmatch(r"It was begun in 199[1-79]\.", found["last digit"])


@pytest.mark.parametrize(
    ("text", "variant", "changed"),
    [
        ("The map is exact.", "not put in", "The map is not exact."),
        ("Birds can see it.", "not put in", "Birds cannot see it."),
        ("We show that it rains.", "not put in", "We do not show that it rains."),
        ("The net improves all maps.", "not put in", "The net does not improve all maps."),
        ("They reduced the noise.", "not put in", "They did not reduce the noise."),
        ("The gap has widened since.", "not put in, perfect", "The gap has not widened since."),
        ("The net improves all maps.", "fails to", "The net fails to improve all maps."),
        ("We show that it rains.", "fails to", "We fail to show that it rains."),
        ("The map is exact.", "held-out negation", "The map is by no means exact."),
        ("The net does not improve maps.", "not taken out", "The net improves maps."),
        ("Kites do not carry cameras.", "not taken out", "Kites carry cameras."),
        ("It did not rely on wind.", "not taken out", "It relied on wind."),
        ("Wet lenses cannot be used.", "not taken out", "Wet lenses can be used."),
        ("The net fails to apply it.", "not taken out", "The net applies it."),
        ("Wind plays no role.", "no taken out", "Wind plays some role."),
        ("It no longer rains.", "no taken out", "It still rains."),
        ("It works without labels.", "without made with", "It works with labels."),
        ("It flies with two lines.", "with made without", "It flies without two lines."),
        ("Neither wind nor rain counts.", "neither made both", "Both wind and rain counts."),
    ],
)
def test_a_negation_is_flipped(text: str, variant: str, changed: str) -> None:
    assert {edits("negation flipped", text, seed).get(variant) for seed in range(8)} >= {changed}


@pytest.mark.parametrize(
    "text",
    [
        "Rain, wind and snow.",
        "They ask whether it is windy.",  # what is asked is not claimed
        "Compared with rain, wind matters little.",  # no "compared without"
    ],
)
def test_what_claims_nothing_is_not_negated(text: str) -> None:
    assert edits("negation flipped", text) == {}


@pytest.mark.parametrize(
    ("text", "variant", "changed"),
    [
        ("Kites are higher than trees.", "common opposite", "Kites are lower than trees."),
        ("It needs more strings.", "common opposite", "It needs fewer strings."),
        ("It needs more string.", "common opposite", "It needs less string."),
        ("Better maps came later.", "common opposite", "Worse maps came later."),
        ("A robust kite flew.", "held-out opposite", "A brittle kite flew."),
        ("An efficient net won.", "held-out opposite", "A wasteful net won."),
        ("KiteNet beats GustBERT by far.", "sides exchanged", "GustBERT beats KiteNet by far."),
        ("Memory fell from 12.6 GB to 2.5 GB.", "sides exchanged", "Memory fell from 2.5 GB to 12.6 GB."),
    ],
)
def test_a_comparison_is_reversed(text: str, variant: str, changed: str) -> None:
    assert edits("comparison reversed", text)[variant] == changed


@pytest.mark.parametrize(
    "text", ["A low-rank net.", "Best-of-three wins.", "It takes one or more kites, more or less."]
)
def test_what_compares_nothing_stays(text: str) -> None:
    assert edits("comparison reversed", text) == {}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("GPT-3", "versioned"),
        ("T5", "versioned"),
        ("SPORA", "acronym"),
        ("GustBERT", "mixed"),
        ("mBERT", "mixed"),
        ("Finnish", "language"),
        ("Gopher", "capitalised"),
        ("LLM", None),
        ("GPUs", None),
        ("GB", None),
        ("Pre-Training", None),
        ("kites", None),
    ],
)
def test_names_have_shapes(word: str, expected: str | None) -> None:
    assert shape(word) == expected


def test_an_entity_becomes_another_of_its_shape_wherever_it_stands() -> None:
    (edit,) = replace_entity(
        "MossFormer is small, and MossFormer is quick.", Around(MOSS, KITES, AROUND.names), Random(1)
    )
    assert edit.before == "MossFormer"
    assert edit.after in {"KiteNet", "GustBERT"}
    assert edit.text == f"{edit.after} is small, and {edit.after} is quick."


def test_an_entity_without_another_of_its_shape_stays() -> None:
    assert not list(replace_entity("SPORA was slow.", Around(SALT, KITES, ("GustBERT",)), Random(0)))


def test_names_that_are_words_or_everywhere_are_no_names() -> None:
    crowd = [Paper(str(n), "T", f"We use the net of Gust and ZEBRA. Those {n} gust maps.") for n in range(40)]
    assert {"Gust", "ZEBRA"}.isdisjoint(names_of(crowd))
    assert "ZEBRA" in names_of(crowd[:5])


def test_made_up_sentences_fill_every_slot() -> None:
    made = {edit.text for seed in range(60) for edit in make_up("It flies.", AROUND, Random(seed))}
    assert len(made) > 30
    for text in made:
        assert not re.search(r"[{}]", text)
        assert re.match(r"[A-Z0-9]", text)
        assert text.endswith(".")
        assert text not in KITES.abstract


def test_phrases_are_nouns_in_the_plural() -> None:
    assert phrases(KITES) == ("toy kites", "open fields", "short flight logs", "small islands")
    assert called(KITES) == "KiteNet"
    assert called(SALT) is None


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("In this paper, we show a gain of 5% on maps.", "The authors demonstrate a gain of 5 percent on maps."),
        ("On small maps, our net uses kites.", "Their net uses kites on small maps."),
        ("When it rains, kites stay down.", "Kites stay down, when it rains."),
        ("The authors fly kites.", "The researchers fly kites."),
        ("The net reads LLMs.", "The net reads large language models."),
        ("Large language models read maps.", "LLMs read maps."),
        ("We try large language models (LLMs).", "The authors try large language models (LLMs)."),
        ("On fields the net wins where others that fly fail.", None),
        ("On fields, the net wins where others fail.", None),
        ("Parameter Efficient Fine-Tuning is quick.", None),
        ("Kites fly.", None),
        ("To the authors' surprise, it flew.", None),
        ("On fields the net is quick, whereas rain slows it.", None),
    ],
)
def test_a_paraphrase_keeps_what_is_said(text: str, new: str | None) -> None:
    assert paraphrase(text) == new


@pytest.mark.parametrize(
    ("before", "new", "expected"),
    [
        ("an old map", "useless", "a useless map"),
        ("an old map", "European", "a European map"),
        ("a new map", "honest", "an honest map"),
        ("a new map", "LSTM", "an LSTM map"),
        ("a new map", "8-bit", "an 8-bit map"),
        ("A new map", "unimportant", "An unimportant map"),
    ],
)
def test_articles_agree(before: str, new: str, expected: str) -> None:
    start = before.index(" ") + 1
    assert put(before, start, start + 3, new) == expected


SENTENCES = tuple(p.abstract[a:b] for p in PAPERS for a, b in split_sentences(p.abstract))
WORDS = st.sampled_from(
    sorted(
        {
            *SHARED.opposites,
            *HELD_OUT.opposites,
            "it",
            "is",
            "not",
            "without",
            "5%",
            "12.5",
            "GB",
            "the",
            "KiteNet",
            "two",
        }
    )
)


@settings(deadline=None)
@given(
    text=st.one_of(st.sampled_from(SENTENCES), st.lists(WORDS, min_size=1, max_size=12).map(" ".join)),
    seed=st.integers(),
)
def test_no_mutation_gives_back_the_sentence(text: str, seed: int) -> None:
    found = list(mutate(text, AROUND, Random(seed), held_out=True))
    assert all(edit.text != text and edit.text.strip() for _, edit in found)
    assert found == list(mutate(text, AROUND, Random(seed), held_out=True))  # the seed decides all


def test_training_sees_nothing_that_is_held_out() -> None:
    seen = [edit for text in SENTENCES for _, edit in mutate(text, AROUND, Random(3), held_out=False)]
    everything = [edit for text in SENTENCES for _, edit in mutate(text, AROUND, Random(3), held_out=True)]
    assert seen
    assert not any(edit.held_out for edit in seen)
    assert len(everything) > len(seen)


def _texts_of_scorers() -> dict[str, str]:
    """Every string in the code and fitted numbers that scorers are made of, and of what they are trained with."""
    files = [*ROOT.glob("assistant/*.py"), *ROOT.glob("assistant/*.json"), *ROOT.glob("evals/training/*.py")]
    found = {}
    for path in files:
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text)) if path.suffix == ".py" else ()
        strings = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        found[str(path.relative_to(ROOT))] = " ".join(strings) if path.suffix == ".py" else text
    return found


def test_no_scorer_knows_the_words_held_out() -> None:
    words = {word for text in HELD_OUT.opposites.values() for word in text.split()} - {"more", "to"}
    words |= {"by no means", "far from being", "scarcely"}
    known = {
        (path, word)
        for path, text in _texts_of_scorers().items()
        for word in words
        if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    }
    assert known == set()
    assert len(HELD_OUT.opposites) >= len(SHARED.opposites)
    assert len(HELD_OUT.templates) >= len(SHARED.templates)


def answer_of(*quotes: tuple[Paper, str]) -> Answer:
    """An extractive answer of these sentences."""
    numbers: dict[str, int] = {}
    citations = []
    for paper, quote in quotes:
        start = paper.abstract.index(quote)
        number = numbers.setdefault(paper.id, len(numbers) + 1)
        citations.append(Citation(number, paper, quote, start, start + len(quote), verbatim=True))
    sentences = tuple(Sentence(c.quote, (i,), "supported") for i, c in enumerate(citations))
    return Answer("Which kites?", "Which kites?", "answered", "extractive", sentences, tuple(citations))


SCHOOLS = "KiteNet draws wind maps from toy kites, flown by 340 schools."
WATER = "Flights over water are not covered."
LAKES = "Salt lakes cool quickly."


def test_a_swapped_citation_quotes_the_nearest_sentence_of_the_other_paper() -> None:
    mutated = swapped(answer_of((KITES, SCHOOLS), (SALT, LAKES)), 0, MOSS, "random paper")
    assert mutated is not None
    changed = mutated.answer
    (cited,) = (changed.citations[i] for i in changed.sentences[0].citations)
    assert (cited.paper, cited.number, cited.verbatim) == (MOSS, 3, True)
    assert MOSS.abstract[cited.start : cited.end] == cited.quote
    assert [s.text for s in changed.sentences] == [SCHOOLS, LAKES]
    assert changed.sentences[1].citations == (1,)


def test_a_swap_to_a_paper_cited_elsewhere_keeps_its_number_and_to_itself_is_none() -> None:
    answer = answer_of((KITES, SCHOOLS), (SALT, LAKES))
    mutated = swapped(answer, 0, SALT, "nearest paper")
    assert mutated is not None
    assert mutated.answer.numbers(mutated.answer.sentences[0]) == (2,)
    assert swapped(answer, 0, KITES, "nearest paper") is None


def test_citations_are_permuted_among_the_sentences() -> None:
    mutated = permuted(answer_of((KITES, SCHOOLS), (KITES, WATER), (SALT, LAKES)))
    assert mutated is not None
    assert [s.citations for s in mutated.answer.sentences] == [(1,), (2,), (0,)]
    assert mutated.wrong == (0, 1, 2)
    assert permuted(answer_of((KITES, SCHOOLS))) is None


def test_one_sentence_alone_keeps_its_citation() -> None:
    answer = alone(answer_of((KITES, SCHOOLS), (SALT, LAKES)), 1)
    assert answer.text == f"{LAKES} [2]"


def test_the_nearest_span_shares_the_most_words() -> None:
    start, end = nearest_span(MOSS, "We count rare mosses with fewer labels.")
    assert MOSS.abstract[start:end].startswith("With fewer labels")


def test_a_library_without_gold_narrows_the_filters() -> None:
    case = Case("c", "single_fact", "Which kites?", gold=("kites",), key_facts=("340",))
    assert without(case.filters, PAPERS, frozenset({"kites"})).paper_ids == ("moss", "salt")
    narrowed = without(case.filters, PAPERS, frozenset({"moss"}))
    assert without(narrowed, PAPERS, frozenset({"kites"})).paper_ids == ("salt",)
    gone = unanswerable(case)
    assert gone.should_abstain
    assert (gone.gold, gone.key_facts) == ((), ())


def test_a_distractor_differs_in_one_sentence_and_in_its_title() -> None:
    start = KITES.abstract.index(SCHOOLS)
    made = distractor(KITES, (start, start + len(SCHOOLS)), AROUND, Random(2))
    assert made is not None
    false, kind, edit = made
    assert kind == "number changed"
    assert false.title not in {paper.title for paper in PAPERS}
    assert false.abstract == KITES.abstract.replace(SCHOOLS, edit.text)
    assert SCHOOLS not in false.abstract


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(4))
def test_an_answer_that_obeys_or_quotes_an_order_is_found(order: tuple[str, str, str], seed: int) -> None:
    put_in = injected(KITES, "Which kites?", order, Random(seed))
    assert "Which kites" in put_in.paper.abstract[put_in.start : put_in.end]
    assert put_in.paper.abstract.replace(put_in.paper.abstract[put_in.start - 1 : put_in.end], "") == KITES.abstract
    good = answer_of((KITES, SCHOOLS))
    assert follows(obeying(good, 0, put_in).answer, [put_in])
    assert follows(quoting(good, 0, put_in).answer, [put_in])
    assert not follows(quoted(good, 0, put_in.paper, nearest_span(put_in.paper, WATER)), [put_in])
    assert not follows(good, [])


def trial(case: str, kind: str, variant: str, *, marked: bool | None) -> Trial:
    """A trial of a verbatim sentence."""
    return Trial(case, kind, variant, VERBATIM, marked)


def test_rates_count_answers_alike_and_unscored_apart() -> None:
    found = rows(
        [
            trial("a", "number changed", "unit", marked=True),
            trial("a", "number changed", "unit", marked=True),
            trial("a", "number changed", "percent", marked=False),
            trial("b", "number changed", "unit", marked=False),
            trial("b", "number changed", "unit", marked=None),
            trial("c", UNTOUCHED, "", marked=None),
        ]
    )
    assert [(r.kind, r.variant, r.n, r.answers, r.unscored) for r in found] == [
        ("number changed", "", 4, 2, 1),
        ("number changed", "percent", 1, 1, 0),
        ("number changed", "unit", 3, 2, 1),
        (UNTOUCHED, "", 0, 0, 1),
    ]
    assert found[0].value == pytest.approx((2 / 3 + 0) / 2)
    assert found[2].value == pytest.approx(0.5)
    assert found[3].value is None


def test_reversal_needs_words_around() -> None:
    assert not list(reverse_comparison("", AROUND, Random(0)))
    assert not list(change_number("", AROUND, Random(0)))
    assert not list(flip_negation("", AROUND, Random(0)))


Captured = pytest.CaptureFixture[str]
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "m1",
        "kind": "single_fact",
        "question": "How long before a swarm do hive scales raise the alarm?",
        "gold": ["Hive Scales Reveal When Bees Swarm"],
        "key_facts": ["forty minutes"],
    },
    {
        "id": "m2",
        "kind": "single_fact",
        "question": "How much memory does the mixture of small experts need on a phone?",
        "gold": ["Mixtures of Small Experts for Translation on Phones"],
        "key_facts": ["210 MB"],
    },
    {"id": "m3", "kind": "absent_topic", "question": "Who wrote the odes of Horace?", "should_abstain": True},
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library.write_rows(tmp_path_factory.mktemp("cases") / "cases.jsonl", ROWS)


def run(*words: object) -> int:
    """The command, with the judge that needs no model."""
    arguments = COMMAND.parser().parse_args(["--judge", "none", *map(str, words)])
    return terminal.run(lambda: COMMAND.run(arguments))


def test_the_command_measures_a_small_library(library: Path, cases: Path, capsys: Captured) -> None:
    assert run("--library", library, "--cases", cases, "--json", "--missed") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["answers"], told["judge"], told["seed"]) == (2, "none", 0)
    rates = {(row["kind"], row["base"]): row for row in told["suite"] if not row["variant"]}
    assert {kind for kind, _ in rates} >= {UNTOUCHED, SWAPPED, GOLD_REMOVED, DISTRACTOR, INSTRUCTION, "number changed"}
    assert rates[UNTOUCHED, VERBATIM]["value"] == 0
    assert rates[SWAPPED, VERBATIM]["value"] == 1
    assert rates[GOLD_REMOVED, WHOLE]["value"] == 1
    assert rates[DISTRACTOR, WHOLE]["value"] == 1
    assert rates[INSTRUCTION, WHOLE]["value"] == 1
    assert {row["kind"] for row in told["assistant"]} == {REFUSES, *FALLS.values()}
    assert all(trial["text"] for trial in told["missed"])


def test_the_good_answers_may_come_from_a_run(library: Path, cases: Path, tmp_path: Path, capsys: Captured) -> None:
    main(["run", "--judge", "none", "--library", str(library), "--cases", str(cases), "--out", str(tmp_path / "run")])
    capsys.readouterr()
    assert run("--run", tmp_path / "run", "--seed", 4) == 0
    text = capsys.readouterr().out
    assert "2 good answers. Judge: none." in text
    assert "False alarms" in text


def test_a_run_over_other_papers_is_refused(library: Path, cases: Path, tmp_path: Path, capsys: Captured) -> None:
    main(["run", "--judge", "none", "--library", str(library), "--cases", str(cases), "--out", str(tmp_path / "run")])
    other = small_library.build(tmp_path / "other", small_library.PAPERS[:-1])
    assert run("--run", tmp_path / "run", "--library", other) == 2
    assert "other papers" in capsys.readouterr().err


def test_without_a_good_answer_nothing_is_measured(library: Path, tmp_path: Path, capsys: Captured) -> None:
    only_absent = small_library.write_rows(tmp_path / "absent.jsonl", ROWS[2:])
    assert run("--library", library, "--cases", only_absent) == 1
    assert "no answer cites a gold paper" in capsys.readouterr().err
