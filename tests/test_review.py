"""A review is an answer in another order: nothing is added, and what did not hold is left out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from assistant.codec import from_json, to_json
from assistant.fitted import FITTED
from assistant.records import NOT_ANSWERED, Answer, Citation, Evidence, Paper, Passage, Sentence, Verdict
from assistant.review import SENTENCES, Review, review_of, widened
from assistant.review_text import NO_RELATION, markdown

HIVES, BEES = (
    Paper(f"p{n}", title, "We weigh hives.", ("Ada",), year=2020 + n) for n, title in ((1, "Hives"), (2, "Bees"))
)


def said(text: str, *citations: int, verdict: Verdict = "supported") -> Sentence:
    return Sentence(text, citations, verdict)


def answer(*sentences: Sentence, missing: tuple[str, ...] = ()) -> Answer:
    cited = (
        Citation(1, HIVES, "We weigh hives.", 0, 15, verbatim=True),
        Citation(2, BEES, "We weigh hives.", 0, 15, verbatim=True),
        Citation(1, HIVES, "hives", 9, 14, verbatim=True),
    )
    return Answer("And bees?", "How are hives weighed?", "answered", "llm", sentences, cited, missing=missing)


def texts(sentences: tuple[Sentence, ...]) -> list[str]:
    return [sentence.text for sentence in sentences]


def test_findings_stand_by_paper_and_what_several_say_comes_first() -> None:
    review = review_of(answer(said("Frame."), said("B.", 1), said("A.", 0), said("Both.", 0, 1), said("A too.", 2, 0)))
    assert texts(review.framing) == ["Frame."]
    found = [(theme.paper, theme.number, texts(theme.findings)) for theme in review.themes]
    assert found == [(None, None, ["Both."]), (HIVES, 1, ["A.", "A too."]), (BEES, 2, ["B."])]
    assert review.question == "How are hives weighed?"
    assert review.papers == (HIVES, BEES)


@pytest.mark.parametrize("verdict", ["unsupported", "contradicted"])
def test_what_did_not_hold_is_left_out(verdict: Verdict) -> None:
    review = review_of(answer(said("A.", 0), said("B.", 1, verdict=verdict), said("Frame.", verdict=verdict)))
    assert [texts(theme.findings) for theme in review.themes] == [["A."]]
    assert review.framing == ()
    assert review.papers == (HIVES,)


@pytest.mark.parametrize(
    ("text", "agrees", "disagrees"),
    [
        ("This is consistent with earlier counts.", True, False),
        ("Our count confirms an earlier one.", True, False),
        ("We replicate the published results.", True, False),
        ("Comprehensive tests confirm the superiority of our scale.", False, False),
        ("Hives grow, consistent with our model of them.", False, False),
        ("That success has yet to be replicated in wasps.", False, False),
        ("This is not consistent with earlier counts.", False, True),
        ("Our counts challenge this assumption.", False, True),
        ("We challenge the widespread belief that hives grow.", False, True),
        ("Our counts challenge the community to weigh more hives.", False, False),
        ("In line with theory, hives grow.", True, False),
        ("Contrary to common belief, hives shrink.", False, True),
        ("This contradicts earlier counts and confirms ours.", False, True),
        ("In contrast to prior findings, hives shrink.", False, True),
        ("In contrast to prior work, we weigh hives.", False, False),
        ("Unlike previous scales, ours is quick.", False, False),
        ("Hives grow in spring, in contrast they shrink in winter.", False, False),
        ("Bees agree on a place by dancing.", False, False),
        ("We weigh hives.", False, False),
        ("Two studies agree that hives grow.", True, False),
        ("Both papers agree.", True, False),
        ("Earlier trials largely concur that hives grow.", True, False),
        ("There is broad consensus among these studies.", True, False),
        ("We come to the same conclusion as the beekeepers.", True, False),
        ("The two studies disagree on whether hives grow.", False, True),
        ("These papers do not agree on the weight.", False, True),
        ("These papers don't agree on the weight.", False, True),
        ("The findings run counter to theory.", False, True),
        ("There are conflicting reports on wasps.", False, True),
        ("Both reach different conclusions on wasps.", False, True),
        ("The papers contradict each other.", False, True),
        ("This does not contradict earlier counts.", False, False),
        ("Our results show that bees agree on a place.", False, False),
        ("Experts agree with 84% of its cuts.", False, False),
        ("Annotators disagree on one hive in five.", False, False),
        ("In contrast, wooden hives shrink.", False, False),
        ("Both studies report that hives grow.", False, False),
        ("Our count does not confirm earlier findings.", False, True),
        ("Our count doesn't fully confirm earlier findings.", False, True),
        ("There is no consensus among studies on wasps.", False, True),
        ("There is not yet a clear consensus among studies.", False, True),
        ("Neither study agrees with the other on wasps.", False, True),
        ("We could not replicate previous results.", False, True),
        ("Few studies agree on this.", False, True),
        ("A few studies agree on this.", True, False),
        ("There is no doubt that studies agree on this.", True, False),
        ("We failed to replicate previous results.", False, True),
        ("No studies agree on this.", False, True),
        ("No two of these studies agree on this.", False, True),
        ("We found no counts consistent with earlier ones.", False, True),
        ("This is not in line with theory.", False, True),
        ("This is no longer in line with theory.", False, True),
        ("This is not inconsistent with earlier counts.", False, False),
        ("There is no disagreement among studies on wasps.", False, False),
        ("Our count does not refute earlier claims.", False, False),
        ("Our count is not at odds with theory.", False, False),
        ("No count contradicts this.", False, False),
        ("This is not only consistent with earlier counts.", True, False),
        ("Hives do not grow, consistent with earlier counts.", True, False),
        ("Hives do not grow in line with earlier counts.", True, False),
        ("Hives do not grow contrary to common belief.", False, True),
        ("Without smoke, our count agrees with earlier ones.", True, False),
        ("The weights are not inconsistent with theory but contradict earlier counts.", False, True),
    ],
)
def test_agreement_is_what_the_text_says_of_it(text: str, agrees: bool, disagrees: bool) -> None:
    review = review_of(answer(said(text, 0)))
    assert (texts(review.agreeing), texts(review.disagreeing)) == ([text] * agrees, [text] * disagrees)
    assert [texts(theme.findings) for theme in review.themes] == [[text]]


@pytest.mark.parametrize(
    ("text", "agrees", "disagrees"),
    [
        ("Li and Wu agree that hives grow.", True, False),
        ("Both studies report that hives grow.", True, False),
        ("All three papers also find growth.", True, False),
        ("Li finds that hives grow; Wu, in contrast, finds none.", False, True),
        ("Li and Wu disagree on wasps.", False, True),
        ("Li and Wu do not agree on wasps.", False, True),
        ("Hives grow in spring and shrink in winter.", False, False),
        ("Neither Li nor Wu agrees on wasps.", False, True),
        ("Li and Wu do not disagree on wasps.", False, False),
        ("Li finds no growth in contrast to Wu.", False, True),
        ("Both studies never find growth.", False, False),
        ("Both studies find no growth.", True, False),
    ],
)
def test_fewer_words_say_it_where_several_papers_are_cited(text: str, agrees: bool, disagrees: bool) -> None:
    review = review_of(answer(said(text, 0, 1)))
    assert (texts(review.agreeing), texts(review.disagreeing)) == ([text] * agrees, [text] * disagrees)


def test_a_contrast_to_the_sentence_before_is_one_between_their_papers() -> None:
    leading = "In contrast, hives shrink in winter."
    of_another = answer(said("Hives grow.", 0), said(leading, 1))
    assert texts(review_of(of_another).disagreeing) == [leading]
    assert not review_of(replace(of_another, mode="extractive")).disagreeing
    assert not review_of(answer(said("Hives grow.", 0), said(leading, 2))).disagreeing


def test_in_markdown() -> None:
    review = review_of(
        answer(
            said("Hives *grow*.", 0, 2),
            said("Contrary to this, bees [3] do not.", 1, verdict="partial"),
            missing=("what a hive costs",),
        )
    )
    assert markdown(review).splitlines() == [
        "# How are hives weighed?",
        "",
        "## What the papers say",
        "",
        "### Hives [1]",
        "",
        r"- Hives \*grow\*. [1]",
        "",
        "### Bees [2]",
        "",
        r"- Contrary to this, bees \[3\] do not. [2] (only partly borne out)",
        "",
        "## Agreement and disagreement",
        "",
        r"- Disagrees: Contrary to this, bees \[3\] do not. [2] (only partly borne out)",
        "",
        "## Not covered",
        "",
        "- what a hive costs",
        "",
        "## References",
        "",
        "[1] Hives. Ada. 2021",
        "",
        "[2] Bees. Ada. 2022",
    ]


def test_no_agreement_is_made_up() -> None:
    text = markdown(review_of(answer(said("A.", 0), said("B.", 1))))
    assert NO_RELATION in text
    assert "Not covered" not in text


def test_no_answer_names_the_nearest_papers() -> None:
    nearest = (Evidence("p1", HIVES, Passage("p1:0", "p1", "We weigh hives.", 0, 15), 1.0),)
    text = markdown(review_of(Answer("Why?", "Why?", "abstained", "extractive", nearest=nearest)))
    assert text == f"# Why?\n\n{NOT_ANSWERED}\n\n## Closest papers\n\n- Hives. Ada. 2021\n"


def test_a_review_of_a_library_quotes_it(small: Assistant) -> None:
    question = "How are language models trained on repeated or old text?"
    review = small.review(question)
    findings = [finding for theme in review.themes for finding in theme.findings]
    assert {sentence.text for sentence in small.ask(question).sentences} <= set(texts(tuple(findings)))
    assert len(findings) <= SENTENCES
    for finding in findings:
        (place,) = finding.citations
        citation = review.citations[place]
        assert finding.text == citation.quote == citation.paper.abstract[citation.start : citation.end]
    assert from_json(Review, json.loads(json.dumps(to_json(review)))) == review


def test_a_review_without_an_answer_abstains(small: Assistant) -> None:
    review = small.review("Who painted the ceiling of the Sistine chapel?")
    assert (review.status, review.themes, review.papers) == ("abstained", (), ())
    assert review.nearest


def test_only_the_length_differs_from_an_answer() -> None:
    wide = widened(FITTED)
    assert wide.extractive.max_sentences == SENTENCES > FITTED.extractive.max_sentences
    assert (wide.search, wide.abstention) == (FITTED.search, FITTED.abstention)
