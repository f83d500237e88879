"""`python -m ingest PATH...` and the commands that look after a library.

The first word decides: a command's name is the command, anything else a path to add (`./list` for such a folder).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.library import Changes, Library
from assistant.records import Paper
from assistant.settings import Settings
from ingest.formats import FORMATS, ReadOptions
from ingest.load import LoadReport, load_paths
from ingest.progress import shown_on_stderr
from ingest.reembed import reembed

NAME = "python -m ingest"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words and words[0] in COMMANDS else None
    run, parser = COMMANDS[name] if name else (_add, _add_parser)
    arguments = parser().parse_args(words[1:] if name else words)
    return terminal.run(lambda: run(arguments))


def _add_parser() -> argparse.ArgumentParser:
    commands = "other commands: list, show ID, remove ID..., reembed (see each with --help)"
    parser = _parser(NAME, "Add papers to a library from files and folders.", epilog=commands)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--format", choices=[f.name for f in FORMATS], help="read every file as this, without guessing")
    parser.add_argument("--saved-on", type=_day, metavar="DATE", help="the day a listing page was saved, 2025-11-07")
    return parser


def _add(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    options = ReadOptions(saved_on=arguments.saved_on, format=arguments.format)
    with shown_on_stderr() as on_progress:
        report = load_paths(
            settings.library, arguments.paths, settings=settings, options=options, on_progress=on_progress
        )
    for reject in report.rejects:
        where = reject.file if reject.line is None else f"{reject.file}:{reject.line}"
        terminal.note(f"rejected: {where}: {reject.reason}")
    if arguments.json:
        terminal.say_json(asdict(report))
    else:
        terminal.say(_summary(report, settings.library))
    if report.entries == report.rejected:
        terminal.note("nothing was in; give files of listing pages, JSON lines, CSV or TSV with title and abstract")
        return terminal.FAILED
    return terminal.PARTLY if report.rejects else terminal.DONE


def _summary(report: LoadReport, library: Path) -> str:
    counts = ("added", "updated", "unchanged", "merged", "embedded", "rejected", "skipped")
    told = ", ".join(f"{getattr(report, name)} {name}" for name in counts)
    return f"{report.entries} entries: {told}. {report.papers} papers in {library}."


def _list_parser() -> argparse.ArgumentParser:
    return _parser(f"{NAME} list", "List the papers of a library.")


def _list(arguments: argparse.Namespace) -> int:
    papers = _opened(arguments).snapshot().papers
    if arguments.json:
        terminal.say_json({"papers": to_json(papers)})
    else:
        for paper in papers:
            terminal.say(f"{paper.id}  {paper.date or '-':10}  {paper.title}")
    return terminal.DONE


def _show_parser() -> argparse.ArgumentParser:
    parser = _parser(f"{NAME} show", "Show one paper.")
    parser.add_argument("id", metavar="ID")
    return parser


def _show(arguments: argparse.Namespace) -> int:
    paper = _opened(arguments).get(arguments.id).paper
    if arguments.json:
        terminal.say_json(to_json(paper))
    else:
        terminal.say(_card(paper))
    return terminal.DONE


def _card(paper: Paper) -> str:
    authors = ", ".join(paper.authors) or (f"{paper.n_authors} authors" if paper.n_authors else "")
    date_ = f"{paper.date} (year inferred)" if paper.date and paper.date_inferred else paper.date
    facts = [paper.title, f"id {paper.id}", authors, date_, paper.venue, paper.doi, paper.arxiv_id, paper.url]
    sources = [f"from {source.name}, {source.kind}, {source.entry}" for source in paper.sources]
    digest = ["a digest, not the paper's own abstract"] if paper.is_digest else []
    return "\n".join([*(fact for fact in facts if fact), *digest, "", paper.abstract, "", *sources])


def _remove_parser() -> argparse.ArgumentParser:
    parser = _parser(f"{NAME} remove", "Remove papers, all or none.")
    parser.add_argument("ids", nargs="+", metavar="ID")
    return parser


def _remove(arguments: argparse.Namespace) -> int:
    library = _opened(arguments)
    ids = tuple(dict.fromkeys(library.get(paper_id).paper.id for paper_id in arguments.ids))
    library.write(lambda _snapshot: Changes(removed=ids))
    left = len(library.snapshot().papers)
    if arguments.json:
        terminal.say_json({"removed": list(ids), "papers": left})
    else:
        terminal.say(f"{len(ids)} removed, {left} papers left.")
    return terminal.DONE


def _reembed_parser() -> argparse.ArgumentParser:
    parser = _parser(f"{NAME} reembed", "Compute all vectors of a library again, with another embedder.")
    parser.add_argument("--embedder", required=True, metavar="NAME", help="minilm or openai:MODEL")
    return parser


def _reembed(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    with shown_on_stderr() as on_progress:
        papers = reembed(settings.library, arguments.embedder, settings, on_progress)
    if arguments.json:
        terminal.say_json({"papers": papers, "embedder": arguments.embedder})
    else:
        terminal.say(f"{papers} papers now have vectors of {arguments.embedder}.")
    return terminal.DONE


def _parser(name: str, description: str, *, epilog: str | None = None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name, description=description, epilog=epilog)
    parser.add_argument("--library", type=Path, help="the library's folder (default: LITASSIST_LIBRARY or ./library)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")
    return parser


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = Settings.load()
    settings.refuse_server()
    return replace(settings, library=arguments.library) if arguments.library else settings


def _opened(arguments: argparse.Namespace) -> Library:
    return Library(_settings(arguments).library)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2025-11-07") from None


Command = tuple[Callable[[argparse.Namespace], int], Callable[[], argparse.ArgumentParser]]
COMMANDS: dict[str, Command] = {
    "list": (_list, _list_parser),
    "show": (_show, _show_parser),
    "remove": (_remove, _remove_parser),
    "reembed": (_reembed, _reembed_parser),
}


if __name__ == "__main__":
    sys.exit(main())
