"""Passages of an abstract: whole where it fits, else disjoint runs of sentences with true offsets."""

import random
import subprocess
import sys

import pytest

from assistant.cleaning import clean
from assistant.records import Paper, Passage
from assistant.sentences import split_sentences
from ingest.chunking import chunk


def count_words(text: str) -> int:
    return len(text.split())


def count_framed(text: str) -> int:
    """As a BERT tokenizer counts, with a mark at both ends."""
    return len(text.split()) + 2


def count_letters(text: str) -> int:
    return len(text)


def paper(abstract: str, title: str = "A short title") -> Paper:
    return Paper("p1", title, abstract)


def check(abstract: str, passages: tuple[Passage, ...]) -> None:
    """What holds of every paper's passages: ids, true offsets, order, and no word left out."""
    assert [passage.id for passage in passages] == [f"p1:{i}" for i in range(len(passages))]
    last = 0
    for passage in passages:
        assert passage.paper_id == "p1"
        assert passage.text == abstract[passage.start : passage.end]
        assert last <= passage.start <= passage.end
        assert not abstract[last : passage.start].strip()
        last = passage.end
    assert not abstract[last:].strip()


@pytest.mark.parametrize("abstract", ["", "It works.", "  It works.\nWe show how. "])
def test_what_fits_is_one_passage(abstract: str) -> None:
    (passage,) = chunk(paper(abstract), max_tokens=20, count_tokens=count_words)
    assert passage == Passage("p1:0", "p1", abstract, 0, len(abstract), "abstract")


def test_passages_are_whole_sentences() -> None:
    abstract = "We count 0.5 cats. They sleep, e.g. at noon. Some do not. Others, as in Fig. 2, do."
    passages = chunk(paper(abstract), max_tokens=15, count_tokens=count_words)
    assert [passage.text for passage in passages] == [
        "We count 0.5 cats. They sleep, e.g. at noon.",
        "Some do not. Others, as in Fig. 2, do.",
    ]
    assert {passage.granularity for passage in passages} == {"chunk"}


def test_repeated_text_has_its_own_offsets() -> None:
    abstract = "It works well. " * 6
    passages = chunk(paper(abstract), max_tokens=8, count_tokens=count_words)
    assert [(passage.start, passage.end) for passage in passages] == [(i * 15, i * 15 + 14) for i in range(6)]
    check(abstract, passages)


@pytest.mark.parametrize(
    ("title", "max_tokens", "fits"),
    [("one two three", 13, True), ("one two three", 12, False), ("w " * 50, 16, True), ("w " * 50, 15, False)],
)
def test_budget_leaves_room_for_the_title_but_at_least_half(title: str, max_tokens: int, *, fits: bool) -> None:
    abstract = "It has eight words. They stand here now."
    for count in (count_words, count_framed):
        passages = chunk(paper(abstract, title), max_tokens=max_tokens, count_tokens=count)
        assert (len(passages) == 1) is fits


def test_tokens_are_counted_in_the_cleaned_form() -> None:
    abstract = r"See https://a.example/x and https://a.example/y. We \textbf{stop} here."
    (passage,) = chunk(paper(abstract, ""), max_tokens=8, count_tokens=count_words)
    assert passage.text == abstract


def test_sentence_beyond_the_budget_is_cut_between_words() -> None:
    abstract = "Short one. " + " ".join(f"word{i}" for i in range(40)) + ". Short end."
    passages = chunk(paper(abstract), max_tokens=15, count_tokens=count_words)
    check(abstract, passages)
    assert " ".join(passage.text for passage in passages).split() == abstract.split()


@pytest.mark.parametrize("abstract", ["x" * 500, "\ufdfa" * 100, "\u6df1" * 300, ". " * 300, "\U0001f600" * 99])
def test_text_without_words_is_cut_anywhere(abstract: str) -> None:
    passages = chunk(paper(abstract), max_tokens=16, count_tokens=count_letters)
    check(abstract, passages)
    assert len(passages) > 1


def test_abstract_of_100_000_characters() -> None:
    abstract = "This is a sentence about e.g. 0.5 cats. " * 2_500
    passages = chunk(paper(abstract), max_tokens=256, count_tokens=count_framed)
    check(abstract, passages)
    assert all(passage.text.endswith("cats.") for passage in passages)
    assert len(passages) < 90


@pytest.mark.parametrize("seed", range(60))
def test_any_abstract(seed: int) -> None:
    chance = random.Random(seed)
    words = (
        "We",
        "cats.",
        "e.g.",
        "0.5",
        "Fig.",
        "no!",
        "why?",
        "\n\n\n",
        "\n",
        "  ",
        r"\emph{x}.",
        "$a$",
        "ends.",
        "b",
    )
    abstract = chance.choice((" ", "  ", "\n")).join(chance.choices(words, k=chance.randrange(1, 200)))
    budget = chance.randrange(8, 40)
    passages = chunk(paper(abstract, ""), max_tokens=budget + 2, count_tokens=count_words)
    check(abstract, passages)
    if len(passages) == 1:
        return
    spans = split_sentences(abstract)
    too_long = [span for span in spans if count_words(clean(abstract[span[0] : span[1]])) > budget]
    for passage in passages:
        assert count_words(clean(passage.text)) <= budget
        assert passage.start in {start for start, _ in spans} or any(s < passage.start < e for s, e in too_long)
        assert passage.end in {end for _, end in spans} or any(s < passage.end < e for s, e in too_long)


SCRIPT = """
import sys
from assistant.records import Paper
from ingest.chunking import chunk
chunk(Paper("p", "T", "It fits."), max_tokens=99, count_tokens=len)
print("llama_index" in sys.modules)
chunk(Paper("p", "T", "It does not fit. It is long. " * 9), max_tokens=99, count_tokens=len)
print("llama_index" in sys.modules, "nltk" in sys.modules)
"""


def test_llama_index_is_loaded_for_long_texts_only_and_nltk_never() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "False"]
