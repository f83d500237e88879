"""What a citation rests on: whole sentences of the library's abstract."""

from __future__ import annotations

import pytest

from assistant.records import Citation, Paper
from assistant.sentences import split_sentences
from evals.known import known_papers
from evals.premises import premise, widened

ABSTRACT = "We count bees (Fig. 2). In 97.3% of hives they dance. Nobody found that wasps do; ants march.\n\nIt rains."
HELD = Paper("b1", "Bees That Dance", ABSTRACT)
KNOWN = known_papers([HELD])
SENTENCES = tuple(ABSTRACT[start:end] for start, end in split_sentences(ABSTRACT))


def quoted(text: str, paper: Paper = HELD, start: int | None = None) -> Citation:
    """A quote where it first stands, or where it is said to."""
    begin = ABSTRACT.find(text) if start is None else start
    return Citation(1, paper, text, begin, begin + len(text), verbatim=True)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (quoted("In 97.3% of hives they dance."), SENTENCES[1]),
        (quoted("they dance"), SENTENCES[1]),
        (quoted("wasps do"), SENTENCES[2]),
        (quoted("bees (Fig. 2). In 97.3%"), f"{SENTENCES[0]} {SENTENCES[1]}"),
        (quoted("It rains."), SENTENCES[3]),
        (quoted(ABSTRACT), ABSTRACT),
        (quoted("Wasps dance too.", start=4), ABSTRACT),
        (quoted("they dance", start=3), ABSTRACT),
        (quoted("", start=3), ABSTRACT),
        (quoted("It rains.", start=-9), ABSTRACT),
        (quoted("they dance", Paper("W7", "BEES THAT DANCE", "They do not.")), SENTENCES[1]),
        (quoted("they dance", Paper("b1", "Another Title", "")), SENTENCES[1]),
        (quoted("they dance", Paper("b2", "Other Bees", ABSTRACT)), ""),
    ],
)
def test_the_premise_of_a_citation(citation: Citation, expected: str) -> None:
    assert premise(citation, KNOWN) == expected


def test_a_quote_between_sentences_is_itself() -> None:
    assert widened("One.  Two.", 4, 5) == " "


def test_a_paper_is_known_by_id_before_title() -> None:
    other = Paper("b3", "Wasps That Dance", "They do.")
    known = known_papers([HELD, other])
    assert known.held(Paper("b3", "Bees That Dance", "")) == other
    assert known.id_of(Paper("?", "bees that dance!", "")) == "b1"
    assert known.id_of(Paper("?", "No Such Bees", "")) is None
    assert (known.named("b3"), known.named("Bees that dance"), known.named("bees")) == ("b3", "b1", None)
