"""Answers over two invented papers, made by hand, for tests of what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.bundles import Asking, Bundle, LibraryState, bundle_of
from assistant.records import Answer, Citation, Evidence, Paper, Passage, Scores, SearchPlan, Sentence, Source, Usage

SWARM = Paper(
    id="p1",
    title="When Hives Grow Light",
    abstract="We weigh hives. A hive loses 2.3 kg before the bees swarm. Rain delays it.",
    authors=("Ada Imker", "Élise Wabe"),
    year=2021,
    url="https://papers.example/hives?session=ada",
    sources=(Source("mine.bib", "bibtex", "imker21"),),
    extra=(("file", "/home/ada/hives.pdf"),),
)
RAIN = Paper(
    id="p2", title="Rain and \x1b[31mFlight", abstract="Bees stay in when it rains. They swarm later.", year=2020
)
STATE = LibraryState("lib-1", 3, 12)

Claim = tuple[str, str, tuple[tuple[Paper, str], ...]]
"""A sentence's text, its verdict, and what it quotes of which paper."""

LIGHT: Claim = (
    "A hive loses 2.3 kg before the bees swarm.",
    "supported",
    ((SWARM, "A hive loses 2.3 kg before the bees swarm."),),
)
LATER: Claim = ("Bees put it off when it rains.", "partial", ((SWARM, "Rain delays it."), (RAIN, "They swarm later.")))


def quote(paper: Paper, text: str) -> Citation:
    """A verbatim quote with its place; the number is the paper's id's."""
    start = paper.abstract.index(text)
    return Citation(int(paper.id[1:]), paper, text, start, start + len(text), verbatim=True)


def found(*papers: Paper) -> tuple[Evidence, ...]:
    """The papers as evidence, best first."""
    return tuple(
        Evidence(
            f"k{n}",
            paper,
            Passage(f"{paper.id}:0", paper.id, paper.abstract, 0, len(paper.abstract)),
            1 / n,
            Scores(0.1 + 0.2, None, 1 / 3),
        )
        for n, paper in enumerate(papers, 1)
    )


def an_answer(claims: Sequence[Claim] = (LIGHT, LATER), evidence: Sequence[Paper] = (SWARM, RAIN)) -> Answer:
    """An answer of these sentences, all its other fields other than their defaults."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for text, verdict, quotes in claims:
        places = range(len(citations), len(citations) + len(quotes))
        sentences.append(Sentence(text, tuple(places), verdict, f"because {verdict}"))  # type: ignore[arg-type]
        citations += [quote(paper, words) for paper, words in quotes]
    return Answer(
        question="When do bees swarm?",
        standalone_question="When do bees swarm?",
        status="partial" if sentences else "abstained",
        mode="llm",
        sentences=tuple(sentences),
        citations=tuple(citations),
        evidence=found(*evidence) if sentences else (),
        nearest=() if sentences else found(*evidence),
        plan=SearchPlan("When do bees swarm?", ("When?", "Why?")),
        missing=("Why do they?",) if sentences else (),
        notices=("No paper mentions: combs.",),
        model="small-model",
        prompts=(("write", "ab12"),),
        usage=Usage(100, 20, 1, 0.1),
        timings=(("plan", 0.1),),
        fingerprint="fake/1/32/s",
    )


def a_bundle(answer: Answer | None = None, **changes: object) -> Bundle:
    """The bundle of an answer, with some of its fields changed."""
    made = bundle_of(Asking("When do bees swarm?"), answer or an_answer(), STATE)
    return replace(made, **changes)  # type: ignore[arg-type]
