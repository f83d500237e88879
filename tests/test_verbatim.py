"""Whether a claim stands in a text word for word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.sentences import split_sentences
from assistant.verbatim import word_for_word

KILNS = "We fired 40 kilns. Nobody found that glazes crack. In 97.3% of the kilns the clay shrank (p < 0.05)."

ROWS = [
    ("a sentence", "Nobody found that glazes crack.", [KILNS], True),
    ("without its stop", "Nobody found that glazes crack", [KILNS], True),
    ("case and blanks aside", "nobody  FOUND\nthat glazes crack", [KILNS], True),
    ("quotation marks aside", "We call it \u201cslip\u201d.", ["We call it 'slip'."], True),
    ("dashes aside", "A well\u2013known slip.", ["A well-known slip."], True),
    ("two in a row", "We fired 40 kilns. Nobody found that glazes crack.", [KILNS], True),
    ("all of it", KILNS, [KILNS], True),
    ("two in another order", "Nobody found that glazes crack. We fired 40 kilns.", [KILNS], True),
    ("one of each text", "It melts. It cracks.", ["It cracks.", "We ask. It melts."], True),
    ("one that is there, one that is not", "We fired 40 kilns. They cooled.", [KILNS], False),
    ("the end of a sentence", "glazes crack", [KILNS], False),
    ("the beginning of a sentence", "We fired 40", [KILNS], False),
    ("from within one to the end of the next", "40 kilns. Nobody found that glazes crack.", [KILNS], False),
    ("from one into the next", "We fired 40 kilns. Nobody found", [KILNS], False),
    ("another number", "We fired 41 kilns.", [KILNS], False),
    ("a negation more", "Nobody found that glazes do not crack.", [KILNS], False),
    ("half of a text on each side of the gap", "It melts it cracks.", ["It melts", "it cracks."], False),
    ("split otherwise than the text", "See fig. Two kilns.", ["Ah. See fig. Two kilns."], True),
    ("a claim split, the text not", "They met Dr. Clay fired.", ["They met Dr. Clay fired. So."], True),
    ("in lower case not split as the text is", "it melts! we ask.", ["So. It melts! We ask. Ah."], True),
    ("the same at the end of a text", "it melts! we ask.", ["So it is. It melts! We ask"], True),
    ("the same, begun within a sentence", "melts! we ask.", ["So. It melts! We ask. Ah."], False),
    ("the same, ended within a sentence", "it melts! we", ["So. It melts! We ask. Ah."], False),
    ("the sentences of two texts and no more", "It melts. It cracks.", ["It cracks.", "It melts."], True),
    ("no claim", "", [KILNS], False),
    ("a claim of stops", " ... ", [KILNS, "..."], False),
    ("no text", KILNS, [], False),
    ("an empty text", KILNS, ["", " "], False),
    ("Chinese", "\u871c\u8702\u8df3\u821e\u3002", ["\u4eca\u5929\u3002\u871c\u8702\u8df3\u821e\u3002"], True),
    ("emoji", "\U0001f600 melts.", ["\U0001f600 melts. So."], True),
    ("half a surrogate", "\ud800 melts.", ["\ud800 melts. So."], True),
]


@pytest.mark.parametrize(("claim", "texts", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_claim(claim: str, texts: list[str], wanted: bool) -> None:
    assert word_for_word(claim, texts) is wanted


TEXTS = st.lists(st.sampled_from([*"aBc.;?\"'\u2019 \n", "It works. ", "We ask. ", "..."]), max_size=12).map("".join)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_every_row_of_sentences_is_there(text: str, data: st.DataObject) -> None:
    spans = split_sentences(text)
    first = data.draw(st.integers(0, len(spans)))
    last = data.draw(st.integers(first, len(spans)))
    row = text[spans[first][0] : spans[last - 1][1]] if first < last else ""
    assert word_for_word(row, [text]) is any(c not in " .;:,\n" for c in row)


def test_ten_thousand_sentences_that_are_alike() -> None:
    text = "It works. " * 10_000
    assert not word_for_word("It works. " * 400 + "It fails.", [text])
    assert word_for_word("It works. " * 400 + "It fails.", [text + "It fails."])
