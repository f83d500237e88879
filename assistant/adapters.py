"""A library inside a llama-index pipeline: a retriever that finds papers, and a query engine that answers from them.

Importing llama-index takes two seconds, so nothing else of this project imports this module.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.records import NOT_ANSWERED, STRUCK, Answer, Citation, Evidence, Filters, Passage
from assistant.search import similarity

READ = ("title", "authors", "year", "venue")
"""The metadata that a language model and an embedder see beside a passage; the rest is for programs."""


class PassageNode(TextNode):
    """A passage as a node. Its hash is the passage's own, whatever a search thought of it.

    llama-index takes nodes of one hash for one: where several queries are fused, a passage found by two must be one.
    """

    @property
    def hash(self) -> str:
        """A digest of the passage's id and text."""
        return sha256(f"{self.id_}\n{self.text}".encode("utf-8", "surrogatepass")).hexdigest()


class LibraryRetriever(BaseRetriever):
    """The papers of a library that fit a query best, as llama-index nodes, best first: one a paper, its best passage.

    A node's text is the passage, its id the passage's, its source the paper's; its metadata have the paper's `title`,
    `authors`, `year`, `venue`, `doi`, `url`, `paper_id` and `is_digest`, the `key`, and search's own scores. The
    node's score is a cosine similarity, see `similarities`. A query's own embedding is not used: a library knows
    with what it was embedded. Raises what `Assistant.search` raises.

    Example:
        >>> retriever = LibraryRetriever(assistant, k=5, filters=Filters(year_from=2023))  # doctest: +SKIP
        ... RetrieverQueryEngine.from_args(retriever, llm=llm).query("Does repeating data help?")
    """

    def __init__(
        self,
        assistant: Assistant,
        k: int = 10,
        filters: Filters | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        self._assistant, self._k, self._filters = assistant, k, filters
        super().__init__(callback_manager=callback_manager)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        evidence = self._assistant.search(query_bundle.query_str, self._k, self._filters)
        scores = similarities(evidence)
        return [NodeWithScore(node=_node(e, e.passage), score=s) for e, s in zip(evidence, scores, strict=True)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class LibraryQueryEngine(BaseQueryEngine):
    """Answers queries as `Assistant.ask` does: every sentence cited and checked.

    The response's text has [1], [2] behind its sentences; its source nodes are the cited passages in the order of
    their numbers, each with `number`, `quotes` and the `verdicts` of the sentences that cite it in its metadata. The
    response's own metadata have `status`, `mode`, `model`, `sentences` with their numbers and verdicts, `missing`,
    `notices` and the ids of the `nearest` papers. Raises what `Assistant.ask` raises.
    """

    def __init__(
        self, assistant: Assistant, filters: Filters | None = None, callback_manager: CallbackManager | None = None
    ) -> None:
        self._assistant, self._filters = assistant, filters
        super().__init__(callback_manager=callback_manager)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        return response_of(self._assistant.ask(query_bundle.query_str, filters=self._filters))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return response_of(await self._assistant.aask(query_bundle.query_str, filters=self._filters))


def response_of(answer: Answer) -> Response:
    """An answer as a llama-index response; see `LibraryQueryEngine` for what is where."""
    scores = {e.paper.id: s for e, s in zip(answer.evidence, similarities(answer.evidence), strict=True)}
    evidence = {e.paper.id: e for e in answer.evidence}
    cited: dict[int, list[Citation]] = {}
    for i in sorted({i for said in answer.sentences if said.verdict not in STRUCK for i in said.citations}):
        cited.setdefault(answer.citations[i].number, []).append(answer.citations[i])
    nodes = []
    for number in sorted(cited):
        paper_id = cited[number][0].paper.id
        node = _cited_node(answer, evidence[paper_id], cited[number])
        nodes.append(NodeWithScore(node=node, score=scores[paper_id]))
    text = NOT_ANSWERED if answer.status == "abstained" else answer.text
    return Response(text, source_nodes=nodes, metadata=_metadata_of(answer))


def similarities(evidence: Sequence[Evidence]) -> list[float]:
    """A score a paper that postprocessors can use: about 0 to 1, never rising from one paper to the next.

    It is the cosine of the paper's best sentence, or passage, with the question, which compares between searches and
    has a meaning alone, as a cut-off needs; search's own score does neither. Where papers were not ranked by it, those
    out of order share their mean (pool adjacent violators), so that sorting by score keeps search's order. A paper
    found by its words alone, none of whose vectors was looked at, counts as the one before it, the first as 0.
    """
    pools: list[tuple[float, int]] = []
    last = 0.0
    for found in evidence:
        known = similarity(found.scores)
        last = last if known is None else max(0.0, known)
        mean, size = last, 1
        while pools and pools[-1][0] < mean:
            other, n = pools.pop()
            mean, size = (mean * size + other * n) / (size + n), size + n
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]


def _cited_node(answer: Answer, evidence: Evidence, citations: Sequence[Citation]) -> PassageNode:
    passage, paper = evidence.passage, evidence.paper
    if any(c.verbatim and not passage.start <= c.start <= c.end <= passage.end for c in citations):
        passage = Passage(paper.id, paper.id, paper.abstract, 0, len(paper.abstract))
    number = citations[0].number
    more: dict[str, Any] = {
        "number": number,
        "quotes": [{"quote": c.quote, "start": c.start, "end": c.end, "verbatim": c.verbatim} for c in citations],
        "verdicts": [s.verdict for s in answer.sentences if number in answer.numbers(s)],
    }
    node = _node(evidence, passage)
    hidden = [*node.excluded_llm_metadata_keys, *more]
    return node.model_copy(
        update={
            "metadata": node.metadata | more,
            "excluded_llm_metadata_keys": hidden,
            "excluded_embed_metadata_keys": hidden,
        }
    )


def _node(evidence: Evidence, passage: Passage) -> PassageNode:
    paper = evidence.paper
    metadata = {
        "title": paper.title,
        "authors": "; ".join(paper.authors),
        "year": paper.year,
        "venue": paper.venue,
        "doi": paper.doi,
        "url": paper.url,
        "paper_id": paper.id,
        "is_digest": paper.is_digest,
        "key": evidence.key,
        "score": evidence.score,
        **to_json(evidence.scores),
    }
    hidden = [name for name, value in metadata.items() if name not in READ or value in (None, "")]
    return PassageNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        extra_info=metadata,  # the name that pydantic knows `metadata` by
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=hidden,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=paper.id)},
    )


def _metadata_of(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "mode": answer.mode,
        "model": answer.model,
        "sentences": [
            {"text": s.text, "numbers": list(answer.numbers(s)), "verdict": s.verdict, "reason": s.reason}
            for s in answer.sentences
        ],
        "missing": list(answer.missing),
        "notices": list(answer.notices),
        "nearest": [e.paper.id for e in answer.nearest],
    }
