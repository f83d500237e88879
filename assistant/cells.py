"""What a paper says of an aspect: one sentence of its abstract, word for word, or nothing.

Where the aspect is a question, that is decided as for an answer: by `assistant/answerability.py`, over this paper
alone, and `assistant/extractive.py` takes the sentence. A phrase ("training cost") is too little for that. A sentence
speaks of it when it has most of the phrase's weight in words and reports something of the paper's own, or else a
number.

What stands under a question is the paper's nearest sentence and often no answer; a table says so below.
`python -m evals.tables` measures that; docs/measures.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answerability import probability, signals
from assistant.aspects import Aspect
from assistant.candidates import Candidate, Found, read_found
from assistant.embedding import Embedder
from assistant.extractive import MIN_WORDS, choose
from assistant.filters import Selection
from assistant.fitted import Fitted
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.quantities import quantities
from assistant.search import search
from assistant.terms import Terms, question_terms

SPEAKS = 0.75
"""The least share of a phrase's weight that a sentence must have; docs/measures.md says how it was chosen."""
_OWN = re.compile(
    r"\b(we|our|ours|this (paper|work|study|survey)|experiment\w*|results?|demonstrat\w+|outperform\w*|achiev\w+"
    r"|propos\w+|introduc\w+|evaluat\w+)\b",
    re.IGNORECASE,
)
"""How abstracts speak of what they did themselves, where "recent work", "challenge" and the like speak of others."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def said_of(
    snapshot: Snapshot, embedder: Embedder, aspect: Aspect, papers: Selection, fitted: Fitted
) -> dict[str, Candidate]:
    """Paper id to the sentence that says most of an aspect, for those of `papers` where one does."""
    query = Query(aspect.text, embedder.embed_questions([aspect.text])[0])
    evidence = search(snapshot, query, k=len(papers), selection=papers, weights=fitted.search)
    terms = question_terms(snapshot, aspect.text)
    said: dict[str, Candidate] = {}
    for found in read_found(snapshot, embedder, query, evidence):
        chosen = _answering(found, terms, fitted) if aspect.kind == "question" else _speaking(found, terms)
        said.update((sentence.evidence.paper.id, sentence) for sentence in chosen)
    return said


def _answering(found: Found, terms: Terms, fitted: Fitted) -> Sequence[Candidate]:
    """The sentence nearest to a question, where the paper alone would answer it; with a number, if one is asked for.

    An announcement ("our code and datasets are at …") has the words of many questions, and answers none of them; nor
    does a first sentence that leads up to the topic.
    """
    if probability(signals([found], terms), fitted.abstention) < fitted.abstention.threshold:
        return ()
    said = [s for s in found.sentences if not _ADDRESS.search(s.text)]
    said = [s for s in said if s is not found.sentences[0] or _OWN.search(s.text)]
    best = choose([replace(found, sentences=tuple(said))], terms, replace(fitted.extractive, max_sentences=1))
    return [s for s in best if not terms.wants_number or quantities(s.text)]


def _speaking(found: Found, terms: Terms) -> Sequence[Candidate]:
    """The sentence that speaks most of a phrase; the first of an abstract leads up to the topic and is passed over.

    Where none says that it is the paper's own, one with a number ("needs 210 MB of memory") most likely is, and then a
    first one that has both.
    """
    said = [s for s in found.sentences if len(s.text.split()) >= MIN_WORDS and terms.coverage(s.terms) >= SPEAKS]
    own = [s for s in said if _OWN.search(s.text)]
    counted = [s for s in said if quantities(s.text)]
    later = [[s for s in some if s is not found.sentences[0]] for some in (own, counted)]
    speaking = next(filter(None, (*later, [s for s in own if s in counted])), [])
    return sorted(speaking, key=lambda s: (-terms.coverage(s.terms) - s.similarity, s.start))[:1]
