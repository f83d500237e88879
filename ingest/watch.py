"""Which changes of a watched folder matter, and one run for each batch of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from assistant.errors import LitAssistError
from assistant.library.manifest import FILE as LIBRARY_FILE

DEBOUNCE_MS = 1600
"""A batch is what changes within so long, as soon as nothing more changes for `STEP_MS`."""
STEP_MS = 200
WAKE_MS = 500
POLL_MS = 1000


def changes(folder: Path, library: Path, *, poll: bool | None) -> Iterator[Collection[tuple[Change, str]]]:
    """Batches of changes in a folder, for ever; an empty one when the watch is on, and now and then when all is quiet.

    `poll` looks at all files every second, for network drives that tell of no changes; None leaves that to the system.

    Raises:
        KeyboardInterrupt: the user wants to stop.
    """
    concerns = Concerns(folder.resolve(), library.resolve())
    yield from watch(
        folder.resolve(),
        # A folder changes with what is in it, which is told by itself, at times later.
        watch_filter=lambda change, path: (
            not (change is Change.modified and Path(path).is_dir()) and concerns(Path(path))
        ),
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
        force_polling=poll,
        poll_delay_ms=POLL_MS,
        ignore_permission_denied=True,
    )


class Concerns:
    """Whether a change may be one of papers: not in a library, which every run writes to, and not hidden."""

    def __init__(self, folder: Path, library: Path) -> None:
        """Both resolved."""
        self._folder = folder
        self._library = library

    def __call__(self, path: Path) -> bool:
        """Judge by the path of what changed, which need not exist any more."""
        if path.is_relative_to(self._library) or not path.is_relative_to(self._folder):
            return False
        inside = path.relative_to(self._folder)
        if any(part.startswith(".") for part in inside.parts):
            return False
        return not any((self._folder / up / LIBRARY_FILE).exists() for up in inside.parents)


def keep_in_step(
    run: Callable[[], None], batches: Iterable[Collection[object]], on_error: Callable[[LitAssistError], None]
) -> None:
    """Run as soon as the watch is on, so that no change is missed, and again for each batch with a change in it."""
    for number, batch in enumerate(batches):
        if number == 0 or batch:
            try:
                run()
            except LitAssistError as error:
                on_error(error)
