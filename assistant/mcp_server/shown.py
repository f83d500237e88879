"""Results as text to read, for clients that hand a model the text alone. What a paper wrote stands behind ">".

Clients may show it as Markdown, so it loads and links nothing, as in an answer's own Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.escaping import visible
from assistant.mcp_server.results import FoundPapers, PaperFacts, Reply
from assistant.records import DIGEST, NOT_ANSWERED, STRUCK, Paper, inert

NOTHING = "No paper of the library fits."


def shown_papers(found: FoundPapers) -> str:
    """A block a paper: rank, facts and passage; the notices."""
    blocks = [f"{hit.rank}. {_line(hit.paper)}\n{_quoted(hit.passage)}" for hit in found.papers]
    return inert("\n\n".join([*(blocks or [NOTHING]), *map(_flat, found.notices)]))


def shown_reply(reply: Reply) -> str:
    """The answer, what it does not cover, its references with their quotes, or the nearest papers, and the notices."""
    if reply.status == "abstained":
        nearest = "".join(f"\n- {_line(paper)}" for paper in reply.nearest)
        parts = [NOT_ANSWERED, f"Nearest papers:{nearest}" if nearest else ""]
    else:
        parts = [_flat(reply.text), *(f"Not covered: {_flat(part)}" for part in reply.missing), *_references(reply)]
    return inert("\n\n".join(part for part in (*parts, *map(_flat, reply.notices)) if part))


def shown_paper(paper: Paper, facts: PaperFacts) -> str:
    """The facts of a paper and its abstract."""
    return inert(f"{_line(facts)}\n{_quoted(paper.abstract)}")


def _references(reply: Reply) -> Iterable[str]:
    stands = {number for said in reply.sentences if said.verdict not in STRUCK for number in said.numbers}
    papers = {citation.number: citation.paper for citation in reply.citations if citation.number in stands}
    for number, paper in sorted(papers.items()):
        quotes = (citation.quote for citation in reply.citations if citation.number == number)
        yield "\n".join([f"[{number}] {_line(paper)}", *(_quoted(quote) for quote in dict.fromkeys(quotes))])


def _line(paper: PaperFacts) -> str:
    where = paper.doi and f"doi:{paper.doi}", paper.url, f"id {paper.id}"
    facts = ", ".join(paper.authors), paper.venue, paper.date or (str(paper.year) if paper.year else None), *where
    return ". ".join(_flat(fact) for fact in (paper.title, *facts) if fact) + (DIGEST if paper.is_digest else "")


def _flat(text: str) -> str:
    """On one line: what a paper wrote, were it to break the line, could pass for a line of ours."""
    return visible(" ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join(f"> {visible(line)}" for line in text.splitlines() or [""])
