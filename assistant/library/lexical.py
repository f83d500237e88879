"""The boundary to tantivy: a BM25 index of title and abstract, one document a paper, derived from Chroma.

Queries are built term by term with the index's own analyser, so nothing that a user types is ever parsed. `state.json`
beside the index names the library's generation that it holds, and how many documents were replaced or removed since it
was made: tantivy counts these in its term statistics until it happens to merge their segments, so an index with a
history scores otherwise than one made of the same papers at once.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from assistant.cleaning import clean
from assistant.library.keys import Keys, key_of
from assistant.library.manifest import write_atomically
from assistant.library.stop_words import STOP_WORDS
from assistant.records import Paper

Bools = NDArray[np.bool_]
STATE = "state.json"
TOKENIZER = "en_stem"
HEAP_BYTES = 64_000_000
MAX_TERMS = 256
MAX_DEAD_SHARE = 0.001
"""Up to this share of dead documents, scores differ less than anybody could see."""
VERSION = 4
"""Raised when the indexed text or its analysis changes; an index of another version is rebuilt."""


class LexicalIndex:
    """An open BM25 index. Searching is safe for any number of threads; writing happens under the library's lock."""

    def __init__(self, folder: Path) -> None:
        """Open the index at `folder`; where there is none that can be used, `generation` is -1 until it is rebuilt."""
        self._folder = folder
        self._schema = _schema()
        self.generation, self._dead = _read_state(folder)
        self._index = self._opened()
        self._analyse = _analyser(stop_words=True)
        self._analyse_all = _analyser(stop_words=False)

    def write(self, papers: Iterable[Paper], removed: Iterable[str], generation: int) -> None:
        """Put papers in, replacing those of the same id, take `removed` out, and note the generation."""
        searcher = self._index.searcher()
        writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for paper_id in removed:
            self._dead += searcher.doc_freq("id", paper_id) > 0
            writer.delete_documents_by_term("id", paper_id)
        for paper in papers:
            self._dead += searcher.doc_freq("id", paper.id) > 0
            writer.delete_documents_by_term("id", paper.id)
            text = clean(f"{paper.title}\n{paper.abstract}")
            writer.add_document(tantivy.Document(id=[paper.id], key=key_of(paper.id), text=[text]))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        state = {"version": VERSION, "generation": generation, "dead": self._dead, "files": _sizes(self._folder)}
        write_atomically(self._folder / STATE, json.dumps(state).encode())
        self.generation = generation

    def rebuild(self, papers: Iterable[Paper], generation: int) -> None:
        """Begin anew, with `papers`; to be called under the library's write lock."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._index, self._dead = tantivy.Index(self._schema, path=str(self._folder)), 0
        self.write(papers, (), generation)

    @property
    def worn(self) -> bool:
        """Whether so many documents were replaced or removed that scores show it, and it is time to rebuild."""
        return self._dead > MAX_DEAD_SHARE * self.count()

    def search(self, text: str, n: int) -> list[tuple[str, float]]:
        """The `n` papers with the highest BM25 score for the words of `text`: paper id and score, best first."""
        query = self._query(text)
        if query is None:
            return []
        searcher = self._index.searcher()
        hits = searcher.search(query, n, count=False).hits
        return [(searcher.doc(address)["id"][0], score) for score, address in hits]

    def search_where(
        self, text: str, wanted: int, holds: Callable[[Keys], Bools], n: int
    ) -> tuple[list[tuple[str, float]], bool]:
        """As `search`, of the best `wanted` the first `n` whose keys `holds` lets through; and whether all were seen.

        All are seen when fewer than `wanted` hold a word.
        """
        query = self._query(text)
        if query is None:
            return [], True
        searcher = self._index.searcher()
        hits = searcher.search(query, wanted, count=False).hits
        keys = np.array(searcher.fast_field_values("key", [address for _, address in hits]), np.int64)
        kept = [hits[i] for i in np.flatnonzero(holds(keys))[:n].tolist()]
        return [(searcher.doc(address)["id"][0], score) for score, address in kept], len(hits) < wanted

    def search_among(self, text: str, n: int, paper_ids: Sequence[str]) -> list[tuple[str, float]]:
        """Of some papers the best `n` that hold a word of `text`, with the scores they have in a search of all."""
        query = self._query(text)
        if query is None or not paper_ids:
            return []
        among = tantivy.Query.boost_query(tantivy.Query.term_set_query(self._schema, "id", list(paper_ids)), 0.0)
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, among), (tantivy.Occur.Must, query)])
        searcher = self._index.searcher()
        hits = searcher.search(both, n, count=False).hits
        return [(searcher.doc(address)["id"][0], score) for score, address in hits]

    def terms(self, text: str) -> list[str]:
        """The terms of a text as the index has them: lower case, stop words out, stems."""
        return self._analyse.analyze(clean(text))

    def searched(self, text: str) -> list[str]:
        """The terms that a text is searched by, each once: as `terms`; its stop words where it has nothing else."""
        return list(dict.fromkeys((self.terms(text) or self.indexed(text))[:MAX_TERMS]))

    def indexed(self, text: str) -> list[str]:
        """The terms of a text as the index has those of papers: as `terms`, with the stop words."""
        return self._analyse_all.analyze(clean(text))

    def frequencies(self, text: str) -> dict[str, int]:
        """In how many papers each term of `text` occurs."""
        searcher = self._index.searcher()
        return {term: searcher.doc_freq("text", term) for term in dict.fromkeys(self.terms(text)[:MAX_TERMS])}

    def ids(self) -> list[str]:
        """The ids of all papers."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    def count(self) -> int:
        """How many papers the index holds."""
        return self._index.searcher().num_docs

    def _query(self, text: str) -> tantivy.Query | None:
        parts = [tantivy.Query.term_query(self._schema, "text", term) for term in self.searched(text)]
        if not parts:
            return None
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])

    def _opened(self) -> tantivy.Index:
        """The index on disk; an empty one in memory where that cannot be used."""
        try:
            if self.generation >= 0:
                return tantivy.Index(self._schema, path=str(self._folder))
        except ValueError:  # damaged, or written to by another process at this moment
            self.generation = -1
        return tantivy.Index(self._schema)


def read_generation(folder: Path) -> int:
    """The generation that an index holds; -1 where there is none that this version can use, or not all its files."""
    return _read_state(folder)[0]


def _read_state(folder: Path) -> tuple[int, int]:
    """The generation, as `read_generation`, and how many documents are dead."""
    try:
        state = json.loads((folder / STATE).read_bytes())
        whole = state["version"] == VERSION and state["files"].items() <= _sizes(folder).items()
        return (int(state["generation"]), int(state["dead"])) if whole else (-1, 0)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return (-1, 0)


def _sizes(folder: Path) -> dict[str, int]:
    """The files that tantivy keeps, with their sizes: it panics where one was cut off."""
    kept = (path for path in folder.iterdir() if path.name != STATE and not path.name.startswith("."))
    return {path.name: path.stat().st_size for path in kept}


def _analyser(*, stop_words: bool) -> tantivy.TextAnalyzer:
    """What `en_stem` does at indexing time; for questions, stop words are left out before stemming."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(40)).filter(tantivy.Filter.lowercase())
    if stop_words:
        builder = builder.filter(tantivy.Filter.custom_stopword(list(STOP_WORDS)))
    return builder.filter(tantivy.Filter.stemmer("english")).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("key", fast=True)
    builder.add_text_field("text", tokenizer_name=TOKENIZER, index_option="freq")
    return builder.build()
