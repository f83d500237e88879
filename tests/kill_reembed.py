"""Kill a real re-embedding at random moments, let the last run finish, and compare with one that nobody disturbed.

    python -m tests.kill_reembed PATH... [--times 25] [--seed 1]

The other embedder is an endpoint on loopback with vectors of its own. Each time from a fresh copy of one library,
killed once and run again. Prints one line a kill and exits with 1 on the first difference.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.fakes import FakeEmbedder
from tests.kill_ingest import Contents, contents, differences, finished, ingest, killed_after, moments

NAME = "openai:words"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        vectors = FakeEmbedder(dimensions=64).embed(asked["input"])
        rows = [{"object": "embedding", "index": n, "embedding": v.tolist()} for n, v in enumerate(vectors)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        body = json.dumps({"object": "list", "model": "words", "data": rows, "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def words_endpoint() -> Iterator[str]:
    """An endpoint of vectors made from words; yields its base URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def reembed(library: Path, url: str) -> subprocess.Popen[bytes]:
    """A real re-embedding, under way."""
    words = [sys.executable, "-m", "ingest", "reembed", "--embedder", NAME, "--library", str(library), "--json"]
    own = {"LITASSIST_EMBED_BASE_URL": url, "LITASSIST_EMBED_API_KEY": "none"}
    return subprocess.Popen(words, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def undisturbed(library: Path, url: str) -> tuple[Contents, float]:
    """The library as it should be, and how long making it takes."""
    started = time.monotonic()
    finished(reembed(library, url))
    return contents(library), time.monotonic() - started


def trials(paths: Sequence[Path], folder: Path, times: int, seed: int) -> Iterator[tuple[float, bool, list[str]]]:
    """Of each trial the moment, whether the kill landed, and what was not as it should be."""
    finished(ingest(paths, folder / "before"))
    with words_endpoint() as url:
        shutil.copytree(folder / "before", folder / "whole")
        whole, seconds = undisturbed(folder / "whole", url)
        for n, moment in enumerate(moments(times, seconds, seed)):
            library = folder / f"kill{n}"
            shutil.copytree(folder / "before", library)
            killed = killed_after(moment, reembed(library, url))
            contents(library)  # it can be opened and read as it is
            finished(reembed(library, url))
            yield moment, killed, differences(contents(library), whole)
            shutil.rmtree(library)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--times", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = trials(arguments.paths, Path(folder), arguments.times, arguments.seed)
        for n, (moment, killed, wrong) in enumerate(found, 1):
            state = "killed at" if killed else "over before"
            print(f"{n}. {state} {moment:.2f} s: {'; '.join(wrong) or 'same library'}", flush=True)  # noqa: T201
            if wrong:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
