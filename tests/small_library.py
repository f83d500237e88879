"""A small real library of invented papers, for tests that search and answer for real."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.settings import Settings
from ingest.load import LoadReport, load_paths

Row = Mapping[str, Any]

PAPERS: tuple[Row, ...] = (
    {
        "title": "Hive Scales Reveal When Bees Swarm",
        "abstract": "We weigh 214 beehives every minute for three years. A sudden loss of 2.3 kg announces a swarm about "
        "forty minutes before the bees leave. Our alarm catches 91% of the swarms and rings falsely twice a season. "
        "Beekeepers can therefore capture a swarm in time.",
        "authors": ["Ada Imker", "Jon Wachs"],
        "date": "2021-05-14",
        "venue": "Annals of Apiculture",
    },
    {
        "title": "Repeating Training Text: How Often Is Too Often?",
        "abstract": "Language models run out of fresh text. We train 120 models on corpora that are repeated between one "
        "and sixty times. Up to four repetitions cost almost nothing in validation loss. Beyond sixteen repetitions "
        "more passes over the same text no longer help, whatever the size of the model.",
        "n_authors": 6,
        "date": "2023-07",
        "venue": "Workshop on Data Limits",
    },
    {
        "title": "Byte Windows: Language Models without a Tokenizer",
        "abstract": "Tokenizers break on misspelt words. Byte Windows reads raw bytes and pools them into windows whose "
        "width is learned. With 1.3 billion parameters it reaches the perplexity of a subword model and loses only "
        "0.4 points of accuracy on noisy text. Training takes 18% longer.",
        "authors": ["Mira Oktett", "Ana Lopez", "Jon Wachs"],
        "date": "2024",
        "venue": "Workshop on Data Limits",
    },
    {
        "title": "Tide Gauges and the Slow Rise of the Wadden Sea",
        "abstract": "Eleven tide gauges have been read since 1936. We correct their records for sinking ground. The mean "
        "water level of the Wadden Sea rose by 1.9 mm a year until 1990 and by 3.6 mm a year since then. Storm surges "
        "did not become more frequent.",
        "authors": ["Elke Deich"],
        "date": "2022-11-30",
    },
    {
        "title": "Learning to Prune Apple Trees from Winter Photographs",
        "abstract": "Pruning an orchard needs trained eyes. A network marks the branches to cut on photographs taken in "
        "winter. Experts agree with 84% of its cuts. In a trial on 60 trees the harvest was as large as with pruning by "
        "hand, and work time fell by a third.",
        "date": "2020-02",
    },
    {
        "title": "Sourdough Starters Share Few Microbes",
        "abstract": "We sequenced 500 sourdough starters from four continents. Geography explains less than 2% of which "
        "microbes live in a starter. Vinegar bacteria occur in 29% of the samples and make the dough rise more slowly. "
        "The age of a starter plays no role.",
        "authors": ["Paul Teig", "Élise Levain"],
        "venue": "Journal of Bread Science",
    },
    {
        "title": "Mixtures of Small Experts for Translation on Phones",
        "abstract": "Translation on a phone must be quick and frugal. We split one translation model into 32 small experts, "
        "of which two run for each word. The mixture needs 210 MB of memory and answers in 45 ms on a phone of 2019. "
        "It equals a dense model of three times its size on nine language pairs.",
        "n_authors": 12,
        "date": "2022-06-01",
        "venue": "Mobile Language Processing",
    },
    {
        "title": "Glacier Mice Move Together",
        "abstract": "Balls of moss, called glacier mice, wander over ice. We tagged 30 of them and measured their places "
        "for 54 days. They travel 2.5 cm a day in the same direction at the same speed. Neither wind nor slope nor sun "
        "explains their course.",
        "authors": ["Ruth Moos", "Sam Eis", "Ida Firn"],
        "date": "2020-05-01",
    },
    {
        "title": "Forgetting Less: Replay Buffers for Continued Pretraining",
        "abstract": "Continued pretraining on medical text makes a language model forget general facts. We mix a share of "
        "old text into every batch. A replay share of 5% halves the forgetting, and 10% removes it. The gain on medical "
        "questions stays the same at both shares.",
        "n_authors": 3,
        "date": "2024-03-09",
    },
    {
        "title": "Reading Old Maps with Weak Labels",
        "abstract": "Scanned maps of the 19th century hold place names in many scripts. We train a reader of maps with weak "
        "labels taken from modern gazetteers. It finds 77% of the names on 900 Austrian sheets. Curved names remain "
        "hard.",
        "authors": ["Ana Lopez", "Karl Blatt"],
        "date": "2019-09",
        "venue": "Maps and Machines",
    },
    {
        "title": "Cold Brew Coffee Holds as Much Caffeine as Hot",
        "abstract": "Cold brew is said to be milder. We measured caffeine and acids in seven coffees brewed hot and cold. "
        "Caffeine did not differ after 400 minutes. Hot coffee held more titratable acids, which explains the taste.",
        "authors": ["Nina Bohne"],
        "date": "2018-10-30",
        "venue": "Journal of Bread Science",
    },
    {
        "title": "Night Trains Pay for Themselves above Six Hundred Kilometres",
        "abstract": "Night trains were given up in many countries. We collected costs and tickets of 41 lines. Above 600 km "
        "a line earns its costs when two thirds of the beds are sold. Couchettes earn more than sleeping cars. "
        "Track fees decide more than wages do.",
        "n_authors": 2,
        "date": "2023-12-24",
    },
)
SOURCE = "papers.jsonl"


def write_rows(path: Path, rows: Sequence[Row] = PAPERS) -> Path:
    """The rows as a JSONL file that ingest reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def load(folder: Path, *paths: Path) -> LoadReport:
    """Load files into the library at `folder` with the local embedder."""
    return load_paths(folder, paths, settings=Settings.load({}))


def build(folder: Path, rows: Sequence[Row] = PAPERS) -> Path:
    """A library of the rows below `folder`, which is made; returns where it lies."""
    load(folder / "library", write_rows(folder / SOURCE, rows))
    return folder / "library"


def opened(library: Path) -> Assistant:
    """The assistant over a library, whatever the environment says."""
    return Assistant.open(library, settings=Settings.load({}))


def titled(assistant: Assistant, beginning: str) -> str:
    """The id of the paper whose title begins like this."""
    return next(paper.id for paper in assistant.papers() if paper.title.startswith(beginning))
