"""`python -m evals merging`: how well copies of one paper are told from papers that look alike, and how fast.

Real titles are taken (a library's, or JSON lines with title and abstract), authors and years that they lack are made
up, and of each paper either a second copy is made, changed in one of the ways of `evals.perturbed`, or a look-alike in
one of those of `evals.lookalikes`. All go, shuffled, through the planner that ingest uses. Fixed seeds throughout.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import combinations, cycle
from pathlib import Path
from random import Random

from assistant import terminal
from assistant.library import Copy, Stored
from assistant.library.folding import title_key
from assistant.records import Paper, Source
from evals.lookalikes import LOOKALIKES, world_of
from evals.merging_speed import batches, speed, whole
from evals.perturbed import COAUTHORS, MERGING, PEOPLE, second_copy
from ingest.identity import Identities, copy_key
from ingest.likeness_limits import LIMITS, Limits
from ingest.plan import make_plan

HALVES = ("tune", "report")
TRIED: tuple[tuple[str, float, Limits], ...] = (
    *(("equal_text", value, replace(LIMITS, equal_text=value)) for value in (0.85, 0.9, 0.95, 0.98)),
    *(("same_text", value, replace(LIMITS, same_text=value)) for value in (0.6, 0.7, 0.8, 0.9)),
    *(("same_abstract", value, replace(LIMITS, same_abstract=value)) for value in (0.2, 0.3, 0.5, 0.7, 0.8)),
    *(("related", value, replace(LIMITS, related=value)) for value in (0.05, 0.1, 0.15, 0.25, 0.4)),
    *(("unlike", value, replace(LIMITS, unlike=value)) for value in (0.0, 0.02, 0.05, 0.1)),
    *(("years", years, replace(LIMITS, years=years)) for years in (0, 1, 2, 3)),
)
"""What `--tune` tries of each limit."""


@dataclass(frozen=True, slots=True)
class Case:
    """Two copies and the kind of their difference; `same` says whether they are of one paper."""

    kind: str
    same: bool
    one: Paper
    two: Paper


@dataclass(slots=True)
class Scores:
    """`kinds`: of each kind, whether it should merge, how many cases there are and how many were merged.

    `stray` counts pairs of copies in one paper that are of two cases. Precision and recall are over pairs of copies.
    """

    kinds: dict[str, tuple[bool, int, int]] = field(default_factory=dict)
    stray: int = 0
    wrong: list[tuple[str, Paper, Paper]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of merged pairs that are of one paper."""
        right, false = self._merged(same=True), self._merged(same=False) + self.stray
        return right / max(1, right + false)

    @property
    def recall(self) -> float:
        """The share of pairs of one paper that were merged."""
        return self._merged(same=True) / max(1, sum(n for same, n, _ in self.kinds.values() if same))

    def _merged(self, *, same: bool) -> int:
        return sum(merged for kind_same, _, merged in self.kinds.values() if kind_same == same)


def half_of(title: str) -> str:
    """The half, "tune" or "report", that a title belongs to for good."""
    return HALVES[sha256(title_key(title).encode()).digest()[0] % 2]


def read_papers(paths: Iterable[Path]) -> list[Paper]:
    """Papers from JSON lines with `title` and `abstract` or `text`, one a title, what they lack made up.

    Raises:
        OSError: a file cannot be read.
        ValueError: a line is no JSON.
    """
    found: dict[str, Paper] = {}
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                title, abstract = row.get("title", ""), row.get("abstract") or row.get("text", "")
                if len(title.split()) > 2 and len(abstract.split()) > 30:
                    found.setdefault(title_key(title), _completed(title, abstract, len(found)))
    return list(found.values())


def _completed(title: str, abstract: str, n: int) -> Paper:
    random = Random(title)
    authors = (random.choice(random.choice(PEOPLE)), *random.sample(COAUTHORS, random.randrange(3)))
    year = random.randrange(2004, 2024)
    arxiv = f"{random.randrange(10, 24)}{random.randrange(1, 13):02}.{n:05}" if random.random() < 0.5 else None
    source = Source("first.jsonl", "jsonl", f"f{n}")
    date = str(year)
    return Paper(
        "", title, abstract, authors, len(authors), date, year=year, arxiv_id=arxiv, sources=(source,)
    )  # fmt: skip


def make_cases(papers: Sequence[Paper], others: Sequence[Paper], seed: int = 5) -> list[Case]:
    """A case a paper, the kinds in turn: three of five are second copies, two look-alikes made with `others`."""
    world, fresh = world_of(others), cycle(others)
    turn = Counter[str]()
    cases = []
    for n, paper in enumerate(papers):
        random = Random(f"{seed} {paper.title}")
        merges = n % 5 < 3
        kinds = sorted(MERGING if merges else LOOKALIKES, key=lambda kind: turn[kind])
        for kind in kinds:
            if merges:
                second = second_copy(paper, MERGING[kind], random)
                pair = (paper, second) if second else None
            else:
                pair = LOOKALIKES[kind](paper, replace(world, papers=(next(fresh),)), random)
            if pair:
                turn[kind] += 1
                cases.append(Case(kind, merges, *pair))
                break
    return cases


def merge_cases(cases: Sequence[Case], limits: Limits = LIMITS, seed: int = 5) -> Scores:
    """What the planner makes of the cases' copies, all in one library."""
    copies = [
        (n, side, replace(paper, sources=(replace(paper.sources[0], entry=f"{n}{side}"),)))
        for n, case in enumerate(cases)
        for side, paper in (("a", case.one), ("b", case.two))
    ]
    Random(seed).shuffle(copies)
    owner = {copy_key(paper, 0): (n, side) for n, side, paper in copies}
    known = Identities(limits=limits)
    for batch in batches([Copy(copy_key(paper, 0), paper) for _, _, paper in copies]):
        make_plan(batch, known, whole)
    return _scored(cases, known.all(), owner)


def _scored(cases: Sequence[Case], papers: Iterable[Stored], owner: Mapping[str, tuple[int, str]]) -> Scores:
    joined, scores = set[int](), Scores()
    for stored in papers:
        for one, two in combinations(stored.copies, 2):
            if owner[one.key][0] == owner[two.key][0]:
                joined.add(owner[one.key][0])
            else:
                scores.stray += 1
                scores.wrong.append(("stray", one.paper, two.paper))
    for n, case in enumerate(cases):
        _, total, merged = scores.kinds.get(case.kind, (case.same, 0, 0))
        scores.kinds[case.kind] = (case.same, total + 1, merged + (n in joined))
        if (n in joined) != case.same:
            scores.wrong.append((case.kind, case.one, case.two))
    return scores


def table(scores: Scores) -> str:
    """The scores for people: a line a kind, then all together."""
    lines = [f"{'kind':28}{'cases':>8}{'merged':>8}{'right':>9}"]
    for kind, (same, total, merged) in sorted(scores.kinds.items(), key=lambda line: (not line[1][0], line[0])):
        right = merged if same else total - merged
        lines.append(f"{kind:28}{total:8}{merged:8}{right / total:9.3f}")
    lines.append(f"pairs of copies of different cases in one paper: {scores.stray}")
    lines.append(f"precision {scores.precision:.4f}, recall {scores.recall:.4f}")
    return "\n".join(lines)


def sweep(cases: Sequence[Case]) -> Iterator[str]:
    """Precision and recall with each limit at several values, the others as they are."""
    for name, value, limits in TRIED:
        scores = merge_cases(cases, limits)
        chosen = " (chosen)" if limits == LIMITS else ""
        yield f"{name:14}{value:6} precision {scores.precision:.4f}, recall {scores.recall:.4f}{chosen}"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure merging and print the tables; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.merging", description=main.__doc__)
    parser.add_argument("titles", nargs="+", type=Path, metavar="FILE.jsonl", help="papers with title and abstract")
    parser.add_argument("--half", choices=HALVES, default="report", help="which half of the titles (default: report)")
    parser.add_argument("--tune", action="store_true", help="try other limits, one at a time (with --half tune)")
    parser.add_argument("--speed", action="store_true", help="time planning up to 100,000 copies instead")
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="show so many of the cases that went wrong")
    arguments = parser.parse_args(argv)
    return terminal.run(lambda: _measure(arguments))


def _measure(arguments: argparse.Namespace) -> int:
    papers = read_papers(arguments.titles)
    if arguments.speed:
        for line in speed(papers):
            terminal.say(line)
        return terminal.DONE
    mine = [paper for paper in papers if half_of(paper.title) == arguments.half]
    cases = make_cases(mine, [paper for paper in papers if half_of(paper.title) != arguments.half])
    if arguments.tune:
        for line in sweep(cases):
            terminal.say(line)
        return terminal.DONE
    scores = merge_cases(cases)
    terminal.say(f"{len(mine)} titles of the {arguments.half} half of {len(papers)}\n{table(scores)}")
    for kind, one, two in scores.wrong[: arguments.wrong]:
        terminal.say(
            f"\n{kind}\n  {one.title} | {one.authors} | {one.year}\n  {two.title} | {two.authors} | {two.year}"
        )
    return terminal.DONE


if __name__ == "__main__":
    sys.exit(main())
