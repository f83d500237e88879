"""A hand-written embedder with a record of its calls, and makers of small papers in our own words."""

import re
from collections.abc import Sequence
from hashlib import sha256
from random import Random

import numpy as np

from assistant.embedding import Progress, Vectors
from assistant.library import Copy, Fingerprint, Put, Stored, derive, passage_digests
from assistant.records import Paper, Passage, Source
from assistant.sentences import split_sentences

WORD = re.compile(r"\w+")


class FakeEmbedder:
    """Unit vectors from hashed words; `calls` keeps the texts of every call."""

    name = "fake"
    asks_apart = False

    def __init__(self, *, dimensions: int = 32, max_tokens: int = 256, fingerprint: str = "fake-1") -> None:
        self.dimensions = dimensions
        self.max_tokens = max_tokens
        self.fingerprint = fingerprint
        self.calls: list[tuple[str, ...]] = []

    @property
    def texts(self) -> list[str]:
        """Every text embedded so far, in order."""
        return [text for call in self.calls for text in call]

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        self.calls.append(tuple(texts))
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
        if on_progress:
            on_progress(len(texts))
        return vectors

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return self.embed(questions)

    def count_tokens(self, text: str) -> int:
        return len(WORD.findall(text))

    def _vector(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        vector = np.full(self.dimensions, 1e-3, np.float32)
        for word in WORD.findall(text.lower()):
            digest = sha256(word.encode()).digest()
            vector[digest[0] % self.dimensions] += 1 if digest[1] % 2 else -1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


FINGERPRINT = Fingerprint("fake", "fake-1", 32, "sentences-1")


def a_paper(title: str = "Tides in a Bathtub", abstract: str = "We fill it. We wait.", **facts: object) -> Paper:
    """A copy of a paper, as a parser yields it: empty id, one source (`name`, `kind`, `entry`)."""
    named = {field: str(facts.pop(field, default)) for field, default in SOURCE.items()}
    return Paper(id="", title=title, abstract=abstract, sources=(Source(**named),), **facts)  # type: ignore[arg-type]


SOURCE = {"name": "page.txt", "kind": "listing", "entry": "line 1"}


def stored(paper_id: str, *copies: Paper, pieces: int = 1, aliases: tuple[str, ...] = ()) -> Stored:
    """A paper as a loader would write it, its abstract cut into `pieces` passages of equal length."""
    kept = tuple(Copy(f"{c.sources[0].name}#={c.sources[0].entry}", c) for c in copies or (a_paper(),))
    paper = derive(paper_id, [copy.paper for copy in kept])
    size = -(-len(paper.abstract) // pieces)
    spans = [(n * size, min(len(paper.abstract), (n + 1) * size)) for n in range(pieces)]
    passages = tuple(
        Passage(f"{paper_id}:{n}", paper_id, paper.abstract[start:end], start, end)
        for n, (start, end) in enumerate(spans)
    )
    return Stored(
        paper=paper,
        copies=kept,
        passages=passages,
        sentences=split_sentences(paper.abstract),
        aliases=aliases,
        digests=passage_digests(paper, passages),
    )


def put(record: Stored, embedder: FakeEmbedder | None = None) -> Put:
    """The paper with fresh vectors."""
    return Put(record, (embedder or FakeEmbedder()).embed([p.text for p in record.passages]))


THINGS = "otters kettles glaciers lanterns beetles ferries magnets orchards compilers violins moths tunnels".split()
DEEDS = "sorts melts counts delays bends records forgets doubles splits guards traces repairs".split()
PLACES = "attic harbour desert laboratory meadow library quarry kitchen market observatory cellar station".split()


def generated(n: int, seed: int = 7) -> list[dict[str, object]]:
    """`n` short made-up papers as rows of a JSONL file, the same for the same seed."""
    random = Random(seed)
    rows: list[dict[str, object]] = []
    for i in range(n):
        thing, other = random.sample(THINGS, 2)
        deed, place = random.choice(DEEDS), random.choice(PLACES)
        sentences = [
            f"We ask what {deed} {thing} in the {place} number {i}.",
            f"Each trial {random.choice(DEEDS)} {other} for {random.randint(2, 90)} days.",
            f"In {random.randint(20, 99)} of 100 trials the {random.choice(PLACES)} {random.choice(DEEDS)} them.",
        ]
        rows.append(
            {
                "id": f"r{i}",
                "title": f"{thing.title()} and {other.title()} of the {place.title()}, Part {i}",
                "abstract": " ".join(sentences[: random.randint(1, 3)]),
                "year": random.randint(1990, 2024),
                "authors": [f"Ada Placeholder{i}", "Ben Example"],
            }
        )
    return rows
