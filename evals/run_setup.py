"""What a run is made of: the cases chosen, the library, who answers; and whether two runs are made of the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from assistant.codec import to_json
from assistant.errors import InputError, UsageError
from assistant.library import Snapshot
from assistant.records import Paper
from evals.outcomes import Outcome
from evals.read_cases import CASES, Case, by_title, ids_of, read_cases
from evals.run_folder import Setup
from evals.sampling import stratified
from evals.scores import RunInfo
from evals.version import program_version

ASSISTANT = "assistant"
ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; `library` None is the sample library, `answers` None has the cases answered here.

    `sample` is how many of the cases are drawn, None for all.
    """

    cases: tuple[Path, ...]
    split: str = "all"
    library: Path | None = None
    mode: str = "extractive"
    system: str = ASSISTANT
    answers: Path | None = None
    sample: int | None = None


def default_cases(library: Path | None) -> tuple[tuple[Path, ...], str]:
    """The files of cases that go with a library, and the split: all of the samples', else the corpus's report split."""
    if library is None:
        return tuple(sorted(CASES.glob("samples*.jsonl"))), "all"
    return tuple(sorted(CASES.glob("corpus_*.jsonl"))), "report"


def chosen_cases(paths: Sequence[Path], split: str) -> tuple[Case, ...]:
    """The cases of some files that are of a split, "all" for both.

    Raises:
        UsageError: a file cannot be read, or no case is left.
        InputError: a line is no case, or two files use one id; names the file.
    """
    origin: dict[str, Path] = {}
    cases: list[Case] = []
    for path in paths:
        for case in read_cases(path):
            if case.id in origin:
                raise InputError(f"{path}: the id {case.id!r} was used in {origin[case.id]}; give one of them another")
            origin[case.id] = path
            cases.append(case)
    if not cases:
        raise UsageError(f"{', '.join(map(str, paths))}: no cases; write one a line")
    chosen = tuple(case for case in cases if split in ("all", case.split))
    if not chosen:
        raise UsageError(f"no case of the split {split!r} in {', '.join(map(str, paths))}; choose another with --split")
    return chosen


def drawn_cases(wanted: Wanted) -> tuple[Case, ...]:
    """The cases that are asked for: those of the split, or the sample of them; raises as `chosen_cases`."""
    cases = chosen_cases(wanted.cases, wanted.split)
    if wanted.sample is None:
        return cases
    return stratified(cases, wanted.sample, lambda case: case.kind, lambda case: case.id)


def check_gold(cases: Sequence[Case], papers: Sequence[Paper], library: Path | None) -> None:
    """Refuse cases that name papers which the library does not have.

    Raises:
        InputError: names the first such case and paper.
    """
    known = by_title(papers)
    for case in cases:
        try:
            ids_of((*case.gold, *case.also_ok), known, case)
        except InputError as error:
            hint = "" if library else " (this is the sample library; name another with --library)"
            raise InputError(f"{error}{hint}") from error


def setup_of(
    wanted: Wanted, cases: Sequence[Case], snapshot: Snapshot, answers: Sequence[Outcome], model: str | None = None
) -> Setup:
    """What a run over a library is made of; it has no name yet.

    `model` is the one that will write; who wrote elsewhere is read from `answers`.
    """
    manifest = snapshot.manifest
    info = RunInfo(
        name="",
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        mode=_joined(o.answer.mode for o in answers if o.answer) or wanted.mode,
        model=_joined(o.answer.model for o in answers if o.answer and o.answer.model) or model,
        cases=", ".join(path.name for path in wanted.cases)
        + (f" (sample of {wanted.sample})" if wanted.sample else ""),
        cases_digest=digest_of_cases(cases),
        library_papers=len(snapshot.papers),
        fingerprint=str(manifest.fingerprint),
        judge="",
        version=program_version(),
        system=wanted.system,
    )
    return Setup(
        info,
        tuple(str(path.resolve()) for path in wanted.cases),
        wanted.split,
        str(wanted.library.resolve()) if wanted.library else None,
        digest_of_papers(snapshot.papers),
        manifest.generation,
        str(wanted.answers.resolve()) if wanted.answers else None,
        wanted.sample,
    )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


def digest_of_cases(cases: Sequence[Case]) -> str:
    """Changes with what any case asks or expects, and not with files or the order in them."""
    return _digest(sorted(json.dumps(to_json(case)) for case in cases))


def digest_of_papers(papers: Sequence[Paper]) -> str:
    """Changes with the id, title or abstract of any paper."""
    return _digest(sorted(json.dumps([paper.id, paper.title, paper.abstract]) for paper in papers))


def _digest(parts: Sequence[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def differences(before: Setup, now: Setup) -> list[str]:
    """In what two runs differ so that their outcomes do not belong together, in words."""
    pairs = {
        "cases": (before.info.cases_digest, now.info.cases_digest),
        "papers in the library": (before.papers_digest, now.papers_digest),
        "embedder": (before.info.fingerprint, now.info.fingerprint),
        "mode": (before.info.mode, now.info.mode),
        "model": (before.info.model, now.info.model),
        "system": (before.info.system, now.info.system),
    }
    return [f"{what} ({was or 'none'}, now {is_ or 'none'})" for what, (was, is_) in pairs.items() if was != is_]


def new_folder(runs: Path, now: datetime, what: str) -> Path:
    """A folder for a run below `runs` that is not there yet: `eval-runs/20261121T121530Z-extractive`."""
    plain = runs / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{what}"
    folder, n = plain, 1
    while folder.exists():
        n += 1
        folder = plain.with_name(f"{plain.name}-{n}")
    return folder
