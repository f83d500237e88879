"""From paths to entries: which files are read, by which format, and a clear word about those that are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from assistant.errors import InputError, UsageError
from assistant.library.manifest import FILE as LIBRARY_FILE
from assistant.records import Paper
from ingest.formats import FORMATS, Format, ReadOptions, Rejected, Skipped
from ingest.formats.columns import Columns
from ingest.formats.tabular import chosen_table, unknown_columns
from ingest.formats.text import Head, read_head

_NAMES = ", ".join(form.name for form in FORMATS)
_NOT_TEXT = "binary, or text in another encoding than UTF-8 and UTF-16: save it as UTF-8"
_UNCLAIMED = f"in none of the formats that can be read ({_NAMES}); if it is one of them, name it with --format"


Found = Paper | Rejected | Skipped


def read_paths(paths: Iterable[Path | str], options: ReadOptions | None = None) -> Iterator[Found]:
    """The entries of files, and of all files in folders, in a fixed order.

    Folders are walked sorted by name; hidden files and folders are left out, and links that lead out of the folder are
    not followed. What is wrong with a file that was named is a `Rejected`; a file of a walked folder which is no input
    at all is a `Skipped`.

    Example: `[e for e in read_paths(["papers.jsonl"]) if isinstance(e, Rejected)]` lists what could not be read.

    Raises:
        UsageError: a path does not exist, or the format or a field that the options name; raised at once, before
            anything is read.
    """
    return chain.from_iterable(entries for _, entries in read_files(paths, options or ReadOptions()))


def read_files(paths: Iterable[Path | str], options: ReadOptions) -> Iterator[tuple[str, Iterator[Found]]]:
    """Each file once, with its entries, as `read_paths` gives them; a file named twice is read once.

    Raises:
        UsageError: as `read_paths`.
    """
    found = [Path(path) for path in paths]
    for path in found:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
    Columns(options.columns)  # raises for what it cannot be
    return _files(found, options, _forced(options.format))


def _forced(name: str | None) -> Format | None:
    if name is None:
        return None
    for form in FORMATS:
        if form.name == name.lower():
            return form
    raise UsageError(f"unknown format {name!r}: the formats are {_NAMES}")


def _files(paths: list[Path], options: ReadOptions, forced: Format | None) -> Iterator[tuple[str, Iterator[Found]]]:
    read: set[Path] = set()
    for path in paths:
        for entry in _walk(path, path.resolve()) if path.is_dir() else (path,):
            if not isinstance(entry, Path):
                yield entry.file, iter((entry,))
            elif (real := entry.resolve()) not in read:
                read.add(real)
                yield str(entry), _entries(entry, path, options, forced)


def _entries(file: Path, named: Path, options: ReadOptions, forced: Format | None) -> Iterator[Found]:
    """The entries of a file that was `named` itself or lies in the folder that was."""
    if file == named:
        return _file(file, options, forced, _named_in_vain)
    name = file.relative_to(named).as_posix()
    return (_named(found, name) for found in _file(file, options, forced, Skipped))


def _named(found: Found, name: str) -> Found:
    """A paper whose source is called by its place in the folder: two folders may hold files of one name."""
    if not isinstance(found, Paper) or found.sources[0].name == name:
        return found
    return replace(found, sources=(replace(found.sources[0], name=name),))


def _named_in_vain(file: str, reason: str) -> Rejected:
    return Rejected(file, None, reason)


def _walk(folder: Path, root: Path) -> Iterator[Path | Rejected | Skipped]:
    """The files below a folder; `root` is the real place of the folder that was named. Libraries are no input."""
    if (folder / LIBRARY_FILE).is_file():
        yield Skipped(str(folder), "a library")
        return
    try:
        children = sorted(child for child in folder.iterdir() if not child.name.startswith("."))
    except OSError as error:
        yield Rejected(str(folder), None, _unreadable(error))
        return
    for child in children:
        if child.is_symlink() and (reason := _not_followed(child, root)):
            yield Skipped(str(child), reason)
        elif child.is_dir():
            yield from _walk(child, root)
        else:
            yield child


def _not_followed(link: Path, root: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a link that leads nowhere"
    if not target.is_relative_to(root):
        return "a link that leads outside the folder"
    return "a link to a folder that is read anyway" if target.is_dir() else ""


def _file(
    path: Path, options: ReadOptions, forced: Format | None, refuse: Callable[[str, str], Rejected | Skipped]
) -> Iterator[Found]:
    """The entries of one file; `refuse` makes the record of a file that is no input at all."""
    nothing = True
    try:
        form = _format_of(path, options, forced)
        if isinstance(form, str):
            yield refuse(str(path), form)
            return
        for entry in form.read(path, options):
            nothing = False
            yield entry
    except OSError as error:
        yield Rejected(str(path), None, _unreadable(error))
        return
    except InputError as error:
        yield Rejected(str(path), None, str(error))
        return
    if nothing:
        yield Rejected(str(path), None, "no paper found in it")


def _format_of(path: Path, options: ReadOptions, forced: Format | None) -> Format | str:
    """The format of a file, or why it is no input."""
    if not path.is_file():
        return "not a regular file"
    head = read_head(path)
    if reason := _no_input(path, head):
        return reason
    if forced:
        return forced
    chosen = chosen_table(head.text, Columns(options.columns))
    claimed = (form for form in FORMATS if form.claims(head.text, path))
    return chosen or next(claimed, None) or unknown_columns(head.text, path) or _UNCLAIMED


def _no_input(path: Path, head: Head) -> str:
    """Why a file can be no input, whatever its format; nothing where it may be one."""
    if any("\ud800" <= sign <= "\udfff" for sign in str(path)):
        return "a file name that is not UTF-8: rename it"
    if head.empty:
        return "empty"
    if head.archive:
        return f"{head.archive}: unpack it first"
    return _NOT_TEXT if head.binary else ""


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
