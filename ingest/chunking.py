"""A paper's passages: the whole abstract where it fits an embedder's window, else runs of whole sentences.

llama-index's `SentenceSplitter` fills the passages, with our sentences in place of nltk's. Its own offsets are the
first place where a chunk's text occurs, wrong where text repeats, so places are found here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from assistant.cleaning import clean
from assistant.records import Paper, Passage
from assistant.sentences import split_sentences

RULE = "sentences-1"
"""Names this way of chunking in a library's fingerprint; raised when passages would come out otherwise."""

# The embedder's own marks at both ends of a text.
_FRAME = 2


def chunk(paper: Paper, *, max_tokens: int, count_tokens: Callable[[str], int]) -> tuple[Passage, ...]:
    """The passages of a paper, disjoint and in order, together holding every sentence of its abstract.

    A passage and the title, both cleaned, fit `max_tokens` by `count_tokens` (with or without the embedder's own
    marks, which are taken off); a title never takes more than half. They begin and end with sentences, save where a
    single sentence is too long and is cut between words. An empty abstract gives one empty passage.
    """
    count = _counter(count_tokens)
    budget = max(max_tokens - count(paper.title) - _FRAME, max_tokens // 2, 1)
    text = paper.abstract
    if count(text) <= budget:
        return (Passage(f"{paper.id}:0", paper.id, text, 0, len(text), "abstract"),)
    places = _places(text, _fill(text, budget, count))
    return tuple(
        Passage(f"{paper.id}:{i}", paper.id, text[start:end], start, end, "chunk")
        for i, (start, end) in enumerate(places)
    )


def load_splitter() -> Any:
    """llama-index's splitter class, imported when a text is too long: that takes 1.6 seconds, and brings no nltk."""
    from llama_index.core.node_parser.text.sentence import SentenceSplitter  # noqa: PLC0415

    return SentenceSplitter


def _counter(count_tokens: Callable[[str], int]) -> Callable[[str], int]:
    """Tokens of a text as it will be embedded, without the marks that a tokenizer may put around each text."""
    marks = count_tokens("")

    def count(text: str) -> int:
        return count_tokens(clean(text)) - marks

    return count


def _fill(text: str, budget: int, count: Callable[[str], int]) -> list[str]:
    """The text in pieces of at most `budget` tokens, as whole sentences as can be, without the blanks between."""
    splitter_of = load_splitter()

    def tokens(piece: str) -> range:
        # llama-index takes the length only. A single character cannot be cut, so it always fits.
        return range(min(count(piece), budget) if len(piece) == 1 else count(piece))

    splitter = splitter_of(
        chunk_size=budget,
        chunk_overlap=0,
        tokenizer=tokens,
        chunking_tokenizer_fn=_sentences_with_blanks,
        # Its default cuts at every dot and comma, also within "0.5"; without it words come next.
        secondary_chunking_regex=None,
    )
    pieces: list[str] = splitter.split_text(text)
    return pieces


def _sentences_with_blanks(text: str) -> list[str]:
    """The sentences with what stands between them, so that joined they are the text."""
    starts = [0, *(start for start, _ in split_sentences(text)[1:]), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _places(text: str, pieces: list[str]) -> Iterator[tuple[int, int]]:
    """Where the pieces stand, each looked for behind the one before: only blanks lie between, so the first is it."""
    end = 0
    for piece in pieces:
        start = text.index(piece, end)
        end = start + len(piece)
        yield start, end
