"""What must hold of anything that is read out of any file, however spoilt."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from assistant.codec import from_json, to_json
from assistant.records import Paper
from ingest.formats import ReadOptions, Rejected, Skipped
from ingest.formats.dates import iso_date
from ingest.formats.text import clean
from ingest.reading import read_paths


class Hung(Exception):
    """A file took longer than it may."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `Hung` in the main thread when the block takes more processor time, however busy the machine is."""

    def raise_hung(_signal: int, _frame: FrameType | None) -> None:
        raise Hung(f"more than {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, raise_hung)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read_whole(path: Path, form: str | None) -> list[Paper | Rejected | Skipped]:
    """All that is read out of a file as this format, or as the one that claims it, each checked.

    Raises:
        AssertionError: something does not hold.
        Exception: whatever a parser should not have raised.
    """
    found = []
    for entry in read_paths([path], ReadOptions(format=form)):
        check(entry, path, form)
        found.append(entry)
    assert found, "a file was read and nothing said about it"
    return found


def check(entry: Paper | Rejected | Skipped, path: Path, form: str | None) -> None:
    """One entry of a file that was named itself.

    Raises:
        AssertionError: it is not as entries are promised to be.
    """
    if isinstance(entry, Paper):
        check_paper(entry, path, form)
        return
    assert isinstance(entry, Rejected), entry
    assert entry.file == str(path)
    assert entry.reason.strip(), entry
    assert entry.line is None or entry.line >= 1, entry
    assert len(entry.reason) < 2_000, entry.reason[:200]
    entry.reason.encode()


def check_paper(paper: Paper, path: Path, form: str | None) -> None:
    """A copy as `Format` promises it.

    Raises:
        AssertionError: it is not.
    """
    assert paper.id == ""
    (source,) = paper.sources
    assert source.name == path.name
    assert source.entry.strip()
    assert form in {None, source.kind}
    for text in (paper.title, paper.abstract):
        assert text.strip(), paper
        assert text == clean(text), repr(text)
    for name in (*paper.authors, paper.venue, paper.doi, paper.arxiv_id, paper.url, source.entry):
        assert name is None or (name.strip() and name == clean(name)), repr(name)
    assert paper.date is None or paper.date == iso_date(paper.date), paper.date
    assert paper.year == (int(paper.date[:4]) if paper.date else None), (paper.year, paper.date)
    assert paper.n_authors is None or paper.n_authors >= 0, paper.n_authors
    json.dumps(to_json(paper), ensure_ascii=False).encode()
    assert from_json(Paper, to_json(paper)) == paper
