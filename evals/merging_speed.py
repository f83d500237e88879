"""How fast copies are planned while a library grows: made-up copies through the planner that ingest uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from time import process_time

from assistant.library import Copy
from assistant.records import Paper, Passage, Source
from evals.perturbed import PEOPLE
from ingest.identity import Identities
from ingest.plan import make_plan

BATCH = 128
SIZES = (10_000, 50_000, 100_000)


def whole(paper: Paper) -> tuple[Passage, ...]:
    """An abstract as one passage, so that planning needs no tokenizer."""
    return (Passage(f"{paper.id}:0", paper.id, paper.abstract, 0, len(paper.abstract)),)


def speed(papers: Sequence[Paper], sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """Copies planned a second (of one core's time) while a library grows to each size; one in ten is a second copy.

    Titles and abstracts are babble: each word follows the last as it does somewhere in the papers.
    """
    known, done, random = Identities(), 0, Random(3)
    titles, texts = followers(paper.title for paper in papers), followers(paper.abstract for paper in papers)
    for size in sizes:
        copies: list[Copy] = []
        for n in range(done, size):
            first = random.choice(copies).paper if n % 10 == 9 and copies else _babble(titles, texts, n, random)
            source = Source("babble.jsonl", "jsonl", f"r{n}")
            copies.append(Copy(f"babble#={n}", replace(first, sources=(source,))))
        start = process_time()
        for batch in batches(copies):
            make_plan(batch, known, whole)
        rate = len(copies) / (process_time() - start)
        yield f"{done:7} to {size:7} copies: {rate:6.0f} a second of processor time, {sum(1 for _ in known.all())} papers"
        done = size


def followers(texts: Iterable[str]) -> dict[str, list[str]]:
    """Each word, and "" for the beginning, with the words that follow it."""
    found: dict[str, list[str]] = {}
    for text in texts:
        words = text.split()
        for word, after in zip(["", *words], words, strict=False):
            found.setdefault(word, []).append(after)
    return found


def _babble(titles: Mapping[str, list[str]], texts: Mapping[str, list[str]], n: int, random: Random) -> Paper:
    year = 1990 + n % 34
    authors = (random.choice(random.choice(PEOPLE)),)
    title, abstract = _sentence(titles, random, 12), _sentence(texts, random, 150)
    return Paper("", title, abstract, authors, 1, str(year), year=year)


def _sentence(chain: Mapping[str, list[str]], random: Random, most: int) -> str:
    words = [random.choice(chain[""])]
    while len(words) < most and words[-1] in chain:
        words.append(random.choice(chain[words[-1]]))
    return " ".join(words)


def batches(copies: Sequence[Copy]) -> Iterator[Sequence[Copy]]:
    """The copies in lots as ingest plans them."""
    for start in range(0, len(copies), BATCH):
        yield copies[start : start + BATCH]
