"""Questions offered while a conversation is empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from assistant.records import Paper

DEMO_QUESTIONS = (
    "How does ELECTRA make pretraining more sample-efficient?",
    "What happens when training data is repeated for several epochs?",
    "What does the critical batch size depend on?",
    "How can experts be added to a model that is already trained?",
)
"""Answered by the samples that come with the program."""

ASKED_OF_A_NAME = ("What does {} propose?", "How does {} work?", "What results does {} report?")

LONGEST_NAME = 24


def suggested(papers: Sequence[Paper]) -> tuple[str, ...]:
    """Up to three questions about papers whose titles name what they bring, from all over the library.

    "ELECTRA: Pre-training Text Encoders …" gives "What does ELECTRA propose?".
    """
    step = max(1, len(papers) // 50)
    names = dict.fromkeys(_names([*papers[::step], *papers[:200]]))
    picked = islice(names, len(ASKED_OF_A_NAME))
    return tuple(ask.format(name) for ask, name in zip(ASKED_OF_A_NAME, picked, strict=False))


def name_in(title: str) -> str:
    """What a title gives a name to, "ELECTRA" of "ELECTRA: Pre-training …"; empty where it names nothing."""
    name, _, rest = title.partition(":")
    fits = rest.strip() and len(name) <= LONGEST_NAME and all(_made_up(word) for word in name.split())
    return name.strip() if fits and name.isprintable() else ""


def _names(papers: Iterable[Paper]) -> Iterator[str]:
    return (name for paper in papers if (name := name_in(paper.title)))


def _made_up(word: str) -> bool:
    """Whether a word has a capital inside, as BeeNet and BERT have and Counting has not."""
    return any(letter.isupper() for letter in word[1:])
