"""Our retriever and query engine inside a stock llama-index pipeline, with a model that only notes what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from llama_index.core import get_response_synthesizer
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.ingestion import run_transformations
from llama_index.core.llms import CompletionResponse, MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import (
    BaseNode,
    MetadataMode,
    NodeRelationship,
    QueryBundle,
    RelatedNodeInfo,
    TransformComponent,
)
from pydantic import PrivateAttr

from assistant.adapters import (
    LibraryQueryEngine,
    LibraryRetriever,
    PassageNode,
    response_of,
    similarities,
)
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.records import NOT_ANSWERED, Answer, Evidence, Filters, Paper, Passage, Scores

ANSWERED, ABSENT = "When does a swarm of bees leave the hive?", "Who painted the ceiling of the Sistine chapel?"
TWO = "How often can training text be repeated and how much caffeine does cold brew coffee hold?"


class NotingLLM(MockLLM):
    """Answers every prompt with the same words; `_prompts` keeps what it was told."""

    _prompts: list[str] = PrivateAttr(default_factory=list)

    def __init__(self) -> None:
        super().__init__(max_tokens=256)

    def complete(self, prompt: str, formatted: bool = False, **_more: Any) -> CompletionResponse:  # noqa: ARG002
        self._prompts.append(prompt)
        return CompletionResponse(text="The bees leave.")


def pipeline(small: Assistant, llm: NotingLLM, cutoff: float, k: int = 10) -> RetrieverQueryEngine:
    """A stock pipeline over our retriever: postprocessor, synthesizer, query engine."""
    return RetrieverQueryEngine(
        retriever=LibraryRetriever(small, k=k),
        response_synthesizer=get_response_synthesizer(llm=llm, response_mode=ResponseMode.COMPACT),
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=cutoff)],
    )


def test_nodes_are_what_search_finds(small: Assistant) -> None:
    filters = Filters(year_from=2020)
    nodes = LibraryRetriever(small, k=4, filters=filters).retrieve(ANSWERED)
    evidence = small.search(ANSWERED, k=4, filters=filters)
    assert [node.node_id for node in nodes] == [e.passage.id for e in evidence]
    assert [node.text for node in nodes] == [e.passage.text for e in evidence]
    for node, found in zip(nodes, evidence, strict=True):
        paper = found.paper
        assert node.metadata["title"] == paper.title
        assert node.metadata["authors"] == "; ".join(paper.authors)
        assert (node.metadata["paper_id"], node.metadata["key"]) == (paper.id, found.key)
        assert (node.metadata["score"], node.metadata["bm25"]) == (found.score, found.scores.bm25)
        source = node.node.relationships[NodeRelationship.SOURCE]
        assert isinstance(source, RelatedNodeInfo)
        assert source.node_id == paper.id


def test_async_gives_the_same(small: Assistant) -> None:
    retriever, engine = LibraryRetriever(small), LibraryQueryEngine(small)

    async def both() -> tuple[list[str], str]:
        nodes, response = await asyncio.gather(retriever.aretrieve(ANSWERED), engine.aquery(ANSWERED))
        return [node.node_id for node in nodes], str(response)

    ids, text = asyncio.run(both())
    assert ids == [node.node_id for node in retriever.retrieve(QueryBundle(ANSWERED))]
    assert text == str(engine.query(ANSWERED))


def test_a_stock_pipeline_answers_from_the_best_passages(small: Assistant) -> None:
    llm = NotingLLM()
    response = pipeline(small, llm, cutoff=0.4).query(ANSWERED)
    assert str(response) == "The bees leave."
    assert [node.metadata["title"] for node in response.source_nodes] == ["Hive Scales Reveal When Bees Swarm"]
    (prompt,) = llm._prompts  # noqa: SLF001 - pydantic has no public field that is not an argument
    assert "title: Hive Scales Reveal When Bees Swarm" in prompt
    assert "authors: Ada Imker; Jon Wachs" in prompt
    assert "A sudden loss of 2.3 kg announces a swarm" in prompt
    for hidden in ("bm25", "score", "paper_id", "doi"):
        assert hidden not in prompt


def test_a_cut_off_leaves_nothing_where_nothing_fits(small: Assistant) -> None:
    llm = NotingLLM()
    response = pipeline(small, llm, cutoff=0.4).query(ABSENT)
    assert (response.source_nodes, llm._prompts) == ([], [])  # noqa: SLF001


def test_a_stock_pipeline_runs_async(small: Assistant) -> None:
    response = asyncio.run(pipeline(small, NotingLLM(), cutoff=0.0, k=2).aquery(ANSWERED))
    assert len(response.source_nodes) == 2


@pytest.mark.parametrize("mode", list(FUSION_MODES))
def test_fused_queries_have_each_passage_once(small: Assistant, mode: FUSION_MODES) -> None:
    """Two retrievers, the second of which finds less: a passage that both find is one, and the best stays first."""
    retrievers: list[BaseRetriever] = [LibraryRetriever(small, k=5), LibraryRetriever(small, k=3)]
    fusion = QueryFusionRetriever(
        retrievers, llm=NotingLLM(), mode=mode, num_queries=1, use_async=False, similarity_top_k=10
    )
    ids = [node.node_id for node in fusion.retrieve(ANSWERED)]
    assert sorted(ids) == sorted({node.node_id for node in retrievers[0].retrieve(ANSWERED)})
    assert ids[0] == small.search(ANSWERED, k=1)[0].passage.id


def test_a_passage_found_by_two_queries_is_one(small: Assistant) -> None:
    """Search's scores and keys differ between the two, the passage does not."""
    by_query = [LibraryRetriever(small, k=12).retrieve(query) for query in (ANSWERED, TWO)]
    hashes = [{node.node_id: node.node.hash for node in nodes} for nodes in by_query]
    assert hashes[0] == hashes[1]
    assert len(set(hashes[0].values())) == 12
    scores = [{node.node_id: node.metadata["score"] for node in nodes} for nodes in by_query]
    assert scores[0] != scores[1]


class Shouting(TransformComponent):
    """A transformation that changes nodes as others would: by their text."""

    def __call__(self, nodes: Sequence[BaseNode], **_more: Any) -> Sequence[BaseNode]:
        for node in nodes:
            node.set_content(node.get_content().upper())
        return nodes


def test_nodes_pass_through_transformations_and_json(small: Assistant) -> None:
    (found,) = LibraryRetriever(small, k=1).retrieve(ANSWERED)
    assert PassageNode.from_dict(found.node.to_dict()) == found.node
    (changed,) = run_transformations([found.node.model_copy(deep=True)], [Shouting()])
    assert changed.get_content() == found.text.upper()
    assert changed.hash != found.node.hash


def test_what_search_refuses_the_retriever_refuses(small: Assistant) -> None:
    with pytest.raises(QuestionError):
        LibraryRetriever(small).retrieve(" ")
    with pytest.raises(QuestionError):
        LibraryQueryEngine(small).query("?!")


def test_an_answer_is_a_response_with_its_citations(small: Assistant) -> None:
    response, answer = LibraryQueryEngine(small).query(TWO), small.ask(TWO)
    assert (str(response), answer.status) == (answer.text, "answered")
    assert response.metadata is not None
    assert response.metadata["status"] == answer.status
    assert [s["verdict"] for s in response.metadata["sentences"]] == ["supported"] * len(answer.sentences)
    assert [s["numbers"] for s in response.metadata["sentences"]] == [list(answer.numbers(s)) for s in answer.sentences]
    numbers = [node.metadata["number"] for node in response.source_nodes]
    assert numbers == sorted({citation.number for citation in answer.citations})
    assert len(numbers) > 1
    for node in response.source_nodes:
        cited = [citation for citation in answer.citations if citation.number == node.metadata["number"]]
        assert {citation.paper.id for citation in cited} == {node.metadata["paper_id"]}
        assert [quote["quote"] for quote in node.metadata["quotes"]] == [citation.quote for citation in cited]
        assert all(citation.quote in node.text for citation in cited)
        assert len(node.metadata["verdicts"]) == len(cited)
        assert node.score is not None
        assert 0 < node.score <= 1
        assert "number" not in node.node.get_metadata_str(MetadataMode.LLM)


def test_no_answer_is_said_without_sources(small: Assistant) -> None:
    response = LibraryQueryEngine(small).query(ABSENT)
    assert (str(response), response.source_nodes) == (NOT_ANSWERED, [])
    assert response.metadata is not None
    assert response.metadata["status"] == "abstained"
    assert response.metadata["nearest"] == [e.paper.id for e in small.ask(ABSENT).nearest]


def test_filters_of_a_query_engine_hold(small: Assistant) -> None:
    response = LibraryQueryEngine(small, Filters(year_to=1999)).query(ANSWERED)
    assert (str(response), response.source_nodes) == (NOT_ANSWERED, [])


def test_a_quote_outside_the_best_passage_brings_the_whole_abstract(small: Assistant) -> None:
    def cut(found: Evidence) -> Evidence:
        passage = found.passage
        return replace(found, passage=replace(passage, text=passage.text[:9], end=passage.start + 9))

    answer: Answer = small.ask(ANSWERED)
    response = response_of(replace(answer, evidence=tuple(cut(found) for found in answer.evidence)))
    assert [node.text for node in response.source_nodes] == [
        next(c.paper.abstract for c in answer.citations if c.number == node.metadata["number"])
        for node in response.source_nodes
    ]


def evidence(dense: float | None, sentence: float | None) -> Evidence:
    passage = Passage("p:0", "p", "", 0, 0)
    return Evidence("p", Paper("p", "Bees", "We count."), passage, 1.0, Scores(dense=dense, sentence=sentence))


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [
        ([], []),
        ([(0.7, 0.8), (0.6, None), (None, 0.3)], [0.8, 0.6, 0.3]),
        ([(0.4, None), (0.6, None), (0.2, None)], [0.5, 0.5, 0.2]),
        ([(0.1, None), (0.2, None), (0.6, None)], [0.3, 0.3, 0.3]),
        ([(0.5, None), (None, None), (0.4, None)], [0.5, 0.5, 0.4]),
        ([(None, None), (-0.2, -0.1)], [0.0, 0.0]),
    ],
)
def test_scores_keep_the_order_and_the_scale(
    cosines: list[tuple[float | None, float | None]], expected: list[float]
) -> None:
    assert similarities([evidence(*pair) for pair in cosines]) == pytest.approx(expected)


def test_sorting_by_score_keeps_the_order_of_search(small: Assistant) -> None:
    for query in (ANSWERED, ABSENT, TWO):
        nodes = LibraryRetriever(small, k=12).retrieve(query)
        assert sorted(nodes, key=lambda node: -(node.score or 0)) == nodes
        assert all(0 <= (node.score or 0) <= 1 for node in nodes)
