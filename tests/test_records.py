"""What an answer shows as text and as Markdown."""

import dataclasses
import subprocess
import sys

import pytest

from assistant.records import STRUCK, Answer, Citation, Evidence, Filters, Paper, Passage, Sentence, Verdict

ADA = Paper(
    "p1", "Sparse Gates", "Gates help. They cost little.", ("A. Lovelace", "C. Babbage"), year=2024, venue="ICML",
    url="https://example.org/1",
)  # fmt: skip
LIST = Paper("p2", "A Reading List", "Gates were studied.", is_digest=True)
CITATIONS = (
    Citation(2, ADA, "Gates help.", 0, 11, verbatim=True),
    Citation(1, LIST, "Gates were studied.", 0, 19, verbatim=True),
    Citation(2, ADA, "They cost little.", 12, 29, verbatim=True),
    Citation(3, Paper("p3", "Unfounded", "Nothing."), "Nothing.", 0, 8, verbatim=True),
)


def answer(*sentences: Sentence, **fields: object) -> Answer:
    """An answered question with the citations above."""
    base = Answer("Do gates help?", "Do gates help?", "answered", "llm", sentences, CITATIONS)
    return dataclasses.replace(base, **fields)  # type: ignore[arg-type]


def test_numbers_stand_behind_each_sentence() -> None:
    assert answer(Sentence("Gates help.", (0,)), Sentence("A list says so.", (1, 0))).text == (
        "Gates help. [2] A list says so. [1] [2]"
    )


def test_two_quotes_of_one_paper_share_its_number() -> None:
    both = Sentence("Gates help and are cheap.", (0, 2))
    assert answer(both).numbers(both) == (2,)
    assert answer(both).text == "Gates help and are cheap. [2]"


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [("supported", True), ("partial", True), ("unchecked", True), ("unsupported", False), ("contradicted", False)],
)
def test_struck_sentences_are_left_out(verdict: Verdict, *, shown: bool) -> None:
    told = answer(Sentence("Gates help.", (0,)), Sentence("Gates heal.", (3,), verdict))
    assert ("Gates heal." in told.text) is shown
    assert ("Unfounded" in told.to_markdown()) is shown
    assert (verdict not in STRUCK) is shown


def test_an_answer_without_sentences_is_empty() -> None:
    assert answer().text == ""
    assert answer().to_markdown() == "\n"


def test_markdown_lists_each_paper_once_with_its_quotes() -> None:
    told = answer(Sentence("Gates help and are cheap.", (0, 2)), Sentence("A list says so.", (1,)))
    assert told.to_markdown() == (
        "Gates help and are cheap. [2] A list says so. [1]\n"
        "\n"
        "[1] A Reading List (a digest, not the paper's own abstract)\n"
        "\n"
        "> Gates were studied.\n"
        "\n"
        "[2] Sparse Gates. A. Lovelace, C. Babbage. ICML. 2024. https://example.org/1\n"
        "\n"
        "> Gates help.\n"
        "\n"
        "> They cost little.\n"
    )


def test_markdown_says_what_is_not_covered() -> None:
    told = answer(Sentence("Gates help.", (0,)), status="partial", missing=("their cost", "their age"))
    assert told.to_markdown().split("\n\n")[1:3] == ["Not covered: their cost", "Not covered: their age"]


def test_markdown_of_an_abstention_says_so() -> None:
    told = answer(status="abstained", nearest=(Evidence("k", ADA, Passage("x", "p1", "Gates help.", 0, 11), 0.1),))
    assert told.to_markdown() == "The library does not answer this question.\n"


def test_records_are_frozen_and_hashable() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ADA.title = "Other"  # type: ignore[misc]
    assert len({ADA, dataclasses.replace(ADA), LIST}) == 2
    assert Filters() == Filters(authors=())


def test_records_need_the_standard_library_only(repo_root: object) -> None:
    code = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='records')"
    done = subprocess.run([sys.executable, "-S", "-c", code, f"{repo_root}/assistant/records.py"], check=False)
    assert done.returncode == 0


def test_a_number_that_a_paper_wrote_is_no_citation() -> None:
    paper = Paper(id="p1", title="T", abstract="As in [7] and [1, 2], it works.")
    quote = Citation(1, paper, paper.abstract, 0, len(paper.abstract), verbatim=True)
    said = Answer("q", "q", "answered", "extractive", (Sentence(paper.abstract, (0,)),), (quote,))
    assert said.text == "As in (7) and (1, 2), it works. [1]"
    assert said.sentences[0].text == quote.quote


MARKDOWN: list[tuple[str, str]] = [
    ("See ![x](http://a.example/y).", "See ![x]\\(http://a.example/y)."),
    ("See [x](y) and <img src=z> and </b>.", "See [x]\\(y) and \\<img src=z> and \\</b>."),
    ("[r]: //evil.example is ![r] and ![x][r].", "[r]\\: //evil.example is ![r] and ![x]\\[r]."),
    ("It holds for p < 0.05, a<3 and f [1] (x).", "It holds for p < 0.05, a<3 and f (1) (x)."),
]


@pytest.mark.parametrize(("text", "shown"), MARKDOWN)
def test_markdown_loads_nothing_that_a_paper_or_model_names(text: str, shown: str) -> None:
    paper = Paper("p1", "Bees ![t](http://a.example)", f"{text} More.")
    citation = Citation(1, paper, text, 0, len(text), verbatim=True)
    answer = Answer("q", "q", "answered", "llm", (Sentence(text, (0,), "supported"),), (citation,))
    told = answer.to_markdown()
    assert told.startswith(f"{shown} [1]\n")
    assert "](" not in told
    assert answer.citations[0].quote == text
