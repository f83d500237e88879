"""The page with a model that follows a script, for tests in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.browser import PAPERS, Place, page_over
from tests.model_server import Call, ModelServer, Scripted, says, serving
from tests.scripted_writer import Script

FOUR = "Honeybees therefore count up to four landmarks."
CLAIM = "Bees can count to four landmarks."


@dataclass
class Written:
    """A page whose model follows a script."""

    place: Place
    script: Script
    server: ModelServer

    def hold(self) -> None:
        """From here on the model stops behind its first sentence until it is let go."""
        self.server.release.clear()
        self.script.replies = {"write": holding, "check": "1: supported - yes\n2: supported - yes"}
        self.script.asked.clear()

    def let_go(self) -> None:
        """Have the model finish what it writes."""
        self.server.release.set()


@contextmanager
def written_page(folder: Path) -> Iterator[Written]:
    """A server for the length of the block."""
    with serving() as server:
        script = Script()
        server.answer = script
        with page_over(folder, PAPERS, llm_model="scripted", llm_base_url=server.url, rerank="off") as place:
            yield Written(place, script, server)


def holding(call: Call) -> Scripted:
    """A sentence, and after a while another."""
    return replace(says(quoted(call, CLAIM), "And ", f'later.\n> [{key_in(call)}] "{FOUR}"\n'), hold_at=2)


def key_in(call: Call) -> str:
    """The key under which the model sees the paper on honeybees."""
    found = re.search(r"\[(\w+)\] HiveCount", call.prompt)
    assert found is not None
    return found[1]


def quoted(call: Call, *claims: str) -> str:
    """These sentences, each with the same evidence."""
    return "".join(f'{claim}\n> [{key_in(call)}] "{FOUR}"\n' for claim in claims)
