"""Imports run one way, third-party packages stay at home, the environment is read once; all read from the source.

Lazy imports and those under `TYPE_CHECKING` count like any other.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# Modules and packages of assistant/, the floor first: each may import its own line and those above it.
ORDER: tuple[tuple[str, ...], ...] = (
    ("records",),
    ("replies",),
    ("version",),
    ("errors",),
    ("codec",),
    ("verdicts",),
    ("settings",),
    ("fitted",),
    ("given",),
    ("filters",),
    ("tokens",),
    ("waits", "openai_client"),
    ("questions",),
    ("times",),
    ("naming",),
    ("conditions",),
    ("aspects",),
    ("cleaning",),
    ("units",),
    ("quantities",),
    ("stems",),
    ("polarity",),
    ("escaping",),
    ("markdown",),
    ("sentences",),
    ("orders",),
    ("prompts",),
    ("embedding",),
    ("model",),
    ("steering",),
    ("library",),
    ("terms",),
    ("reranking",),
    ("legs",),
    ("search",),
    ("finding",),
    ("planning",),
    ("newest",),
    ("explaining",),
    ("candidates",),
    ("answerability",),
    ("citations",),
    ("claims",),
    ("clauses",),
    ("alignment", "binding", "coverage", "verbatim", "sentence_vectors"),
    ("support",),
    ("grounding_weights", "reasons"),
    ("grounding",),
    ("extractive",),
    ("parts",),
    ("writing",),
    ("cells",),
    ("tables",),
    ("review",),
    ("answering",),
    ("written",),
    ("chats", "bundles"),
    ("export",),
    ("review_text", "table_text"),
    ("providers",),
    ("assistant",),
    ("__init__",),  # what `from assistant import …` gives
    ("adapters", "mcp_server"),
    ("terminal",),
    ("commands", "__main__"),
    ("ui",),
)
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}

# Which of the other top-level packages each may import.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "prompts": frozenset(),
    "assistant": frozenset({"prompts"}),
    "ingest": frozenset({"assistant", "prompts"}),
    "evals": frozenset({"assistant", "ingest", "prompts"}),
    "assistant.ui": frozenset({"assistant", "ingest", "evals", "prompts"}),
    "app": frozenset({"assistant", "ingest", "evals", "prompts"}),
}

# Third-party packages and the only files or folders that import them.
HOMES: dict[str, tuple[str, ...]] = {
    "openai": ("assistant/openai_client.py", "assistant/embedding/openai_embedder.py", "assistant/model/"),
    "httpx2": ("assistant/model/connection.py", "assistant/model/faults.py"),  # for what the openai client lets through
    "chromadb": tuple(f"assistant/library/{name}.py" for name in ("clients", "store", "server", "lease")),
    "tantivy": ("assistant/library/lexical.py",),
    "onnxruntime": ("assistant/embedding/",),
    "onnx": ("assistant/embedding/",),
    "llama_index": ("ingest/chunking.py", "assistant/adapters.py"),
    "mcp": ("assistant/mcp_server/",),
    "mcp_types": ("assistant/mcp_server/",),
    "pydantic": ("assistant/mcp_server/",),
    "gradio": ("app.py", "assistant/ui/"),
    "httpx": ("assistant/library/lease.py", "assistant/library/server.py", "ingest/sources/client.py"),
    "bibtexparser": ("ingest/formats/bibtex_names.py",),
    "pylatexenc": ("ingest/formats/latex.py",),
    "defusedxml": ("ingest/formats/xml_document.py",),
    "watchfiles": ("ingest/watch.py",),
    "rapidfuzz": ("ingest/authors.py", "ingest/titles.py", "evals/lookalikes.py"),
    "rispy": (),
    "nbib": (),
    "nltk": (),
    "pandas": (),
    "torch": ("evals/training/",),
    "sentence_transformers": (),
}

# What `ask` and `search` never load without a model or remote embedder.
NOT_ON_THE_READ_PATH = ("chromadb", "llama_index", "nltk", "gradio", "pandas", "openai", "mcp")

ENVIRONMENT_READ = ("assistant/settings.py",)
# tiktoken takes the folder of its files from the environment only, and so does Gradio its telemetry switch.
ENVIRONMENT_WRITTEN = ("assistant/tokens.py", "app.py")


@dataclass(frozen=True)
class Module:
    """A source file: its path in the checkout, with slashes, and its text."""

    path: str
    text: str

    @property
    def name(self) -> tuple[str, ...]:
        """The dotted name's parts, `__init__` left in."""
        return tuple(self.path.removesuffix(".py").split("/"))

    def nodes(self) -> Iterator[ast.AST]:
        """All nodes, those in functions and conditions too."""
        return ast.walk(ast.parse(self.text))


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of everything imported; `from a import b` gives `a.b`."""
    for node in module.nodes():
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.name[: -node.level] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "importlib.import_module",
            "import_module",
            "__import__",
        }:
            match node.args:
                case [ast.Constant(value=str(name)), *_]:
                    yield node.lineno, name
                case _:
                    yield node.lineno, "?"


def upward(module: Module) -> list[str]:
    """Imports against the order of layers, and modules that the order does not know."""
    top = module.name[0]
    part = module.name[1] if len(module.name) > 1 else "__init__"
    if top == "assistant" and part not in RANK:
        return [f"{module.path}: add {part!r} to ORDER in tests/test_imports.py, at the height where it belongs"]
    allowed = MAY_IMPORT["assistant.ui" if module.name[:2] == ("assistant", "ui") else top] | {top}
    found = []
    for line, target in imports(module):
        first, *rest = target.split(".")
        height = rest[0] if rest and rest[0] in RANK else "__init__"
        if first in MAY_IMPORT and first not in allowed:
            found.append(f"{module.path}:{line}: {top} must not import {target}")
        elif first == "assistant" and height == "ui" and top != "app" and part != "ui":
            found.append(f"{module.path}:{line}: only app.py imports {target}")
        elif first == top == "assistant" and RANK[height] > RANK[part]:
            found.append(f"{module.path}:{line}: {target} lies above {part}")
    return found


def away_from_home(module: Module) -> list[str]:
    """Imports of third-party packages outside the places that HOMES gives them, and of names not written out."""
    found = []
    for line, target in imports(module):
        package = target.split(".")[0]
        if package == "?":
            found.append(f"{module.path}:{line}: imports a name that is not written out")
        elif package in HOMES and not module.path.startswith(HOMES[package] or "-"):
            found.append(
                f"{module.path}:{line}: {package} is imported in {' and '.join(HOMES[package]) or 'no file'} only"
            )
    return found


def environment_use(module: Module) -> list[str]:
    """Uses of the process environment outside the places named for reading and writing it."""
    if module.path in ENVIRONMENT_READ:
        return []
    names = {"environ", "environb", "getenv", "getenvb", "putenv"}
    nodes = list(module.nodes())
    written = {id(node.value) for node in nodes if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)}
    written |= {
        id(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr in {"setdefault", "update"}
    }
    may_write = module.path in ENVIRONMENT_WRITTEN
    used = [
        node.lineno
        for node in nodes
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in {f"os.{n}" for n in names})
        and not (may_write and id(node) in written)
    ]
    used += [line for line, target in imports(module) if target in {f"os.{n}" for n in names}]
    return [f"{module.path}:{line}: the environment is read in {ENVIRONMENT_READ[0]} only" for line in used]


def more_than_reexports(module: Module) -> list[str]:
    """Statements of an `__init__.py` other than its docstring, imports and `__all__`."""
    return [
        f"{module.path}:{node.lineno}: __init__.py holds re-exports only"
        for node in ast.parse(module.text).body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]


def sources(root: Path) -> list[Module]:
    """All Python files of the project but the tests."""
    files = [root / "app.py", *(file for top in MAY_IMPORT for file in (root / top).rglob("*.py"))]
    found = sorted({f for f in files if f.is_file()})
    return [Module(f.relative_to(root).as_posix(), f.read_text(encoding="utf-8")) for f in found]


def test_imports_run_one_way(repo_root: Path) -> None:
    assert [fault for module in sources(repo_root) for fault in upward(module)] == []


def test_third_party_packages_stay_at_home(repo_root: Path) -> None:
    assert [fault for module in sources(repo_root) for fault in away_from_home(module)] == []


def test_the_environment_is_read_in_one_place(repo_root: Path) -> None:
    assert [fault for module in sources(repo_root) for fault in environment_use(module)] == []


def test_packages_hold_reexports_only(repo_root: Path) -> None:
    packages = [module for module in sources(repo_root) if module.name[-1] == "__init__"]
    assert len(packages) >= 4
    assert [fault for module in packages for fault in more_than_reexports(module)] == []


def test_all_top_level_packages_have_their_rules(repo_root: Path) -> None:
    found = {f.parent.name for f in repo_root.glob("*/__init__.py")} - {"tests"}
    assert found <= set(MAY_IMPORT)


UPWARD: list[tuple[str, str, str]] = [
    ("assistant/codec.py", "from assistant.library import store", "lies above codec"),
    ("assistant/codec.py", "import assistant.search.rank as r", "lies above codec"),
    ("assistant/codec.py", "from assistant import library", "lies above codec"),
    ("assistant/codec.py", "from . import library", "lies above codec"),
    ("assistant/codec.py", "from .library.store import Store", "lies above codec"),
    ("assistant/library/store.py", "from ..search import rank", "lies above library"),
    ("assistant/library/__init__.py", "from ..search import rank", "lies above library"),
    ("assistant/codec.py", "def f():\n    from assistant.search import rank", "lies above codec"),
    ("assistant/codec.py", "if TYPE_CHECKING:\n    from assistant.search import rank", "lies above codec"),
    ("assistant/codec.py", "import_module('assistant.search')", "lies above codec"),
    ("assistant/search/rank.py", "from assistant import Assistant", "lies above search"),
    ("assistant/search/rank.py", "import assistant", "lies above search"),
    ("assistant/__init__.py", "from assistant.adapters import Retriever", "lies above __init__"),
    ("assistant/model/client.py", "import ingest", "assistant must not import"),
    ("assistant/commands/ask.py", "from evals.runs import run", "assistant must not import"),
    ("assistant/ui/page.py", "import app", "assistant must not import"),
    ("ingest/load.py", "import evals", "ingest must not import"),
    ("prompts/__init__.py", "import assistant", "prompts must not import"),
    ("ingest/load.py", "from assistant.ui import page", "only app.py imports"),
    ("assistant/commands/chat.py", "from assistant.ui import page", "only app.py imports"),
    ("assistant/novel.py", "", "add 'novel' to ORDER"),
    ("assistant/novel/part.py", "", "add 'novel' to ORDER"),
]
DOWNWARD: list[tuple[str, str]] = [
    (
        "assistant/library/store.py",
        "from assistant.records import Paper\nfrom assistant.library import lock\nimport prompts",
    ),
    ("assistant/library/store.py", "from . import lock\nfrom .lock import held\nfrom ..errors import LibraryError"),
    ("assistant/commands/ask.py", "from assistant import Assistant, records\nimport assistant.export"),
    ("assistant/__init__.py", "from assistant.assistant import Assistant"),
    (
        "assistant/ui/page.py",
        "import evals, ingest.load\nfrom assistant import Assistant\nfrom assistant.ui import chat",
    ),
    ("ingest/load.py", "from assistant import Assistant, library\nimport ingest.formats"),
    ("evals/runs.py", "import assistant, ingest.load"),
    ("app.py", "from assistant.ui.page import build\nimport ingest, evals"),
]


@pytest.mark.parametrize(("path", "text", "fault"), UPWARD)
def test_an_upward_import_is_seen(path: str, text: str, fault: str) -> None:
    (found,) = upward(Module(path, text))
    assert fault in found


@pytest.mark.parametrize(("path", "text"), DOWNWARD)
def test_a_downward_import_is_fine(path: str, text: str) -> None:
    assert upward(Module(path, text)) == []


@pytest.mark.parametrize(
    ("path", "text", "faults"),
    [
        ("assistant/search/rank.py", "import openai", 1),
        ("assistant/search/rank.py", "def f():\n    from chromadb.config import Settings", 1),
        ("assistant/search/rank.py", "if TYPE_CHECKING:\n    import tantivy", 1),
        ("assistant/search/rank.py", "import onnx, onnxruntime.quantization", 2),
        ("assistant/search/rank.py", "importlib.import_module('gradio')", 1),
        ("assistant/search/rank.py", "importlib.import_module(name)", 1),
        ("assistant/library/lexical.py", "import chromadb", 1),
        ("assistant/embedding/minilm.py", "import openai", 1),
        ("evals/report.py", "from llama_index.core import Document", 1),
        ("evals/report.py", "import pandas as pd", 1),
        ("assistant/library/store.py", "import chromadb", 0),
        ("assistant/model/client.py", "from openai import OpenAI", 0),
        ("assistant/embedding/minilm.py", "import onnx, onnxruntime, numpy", 0),
        ("app.py", "import gradio as gr", 0),
        ("evals/report.py", "import onnxish\nfrom .openai import x", 0),
    ],
)
def test_a_package_away_from_home_is_seen(path: str, text: str, faults: int) -> None:
    assert len(away_from_home(Module(path, text))) == faults


@pytest.mark.parametrize(
    ("path", "text", "faults"),
    [
        ("assistant/search/rank.py", "import os\nx = os.environ['HOME']", 1),
        ("assistant/search/rank.py", "import os\ndef f():\n    return os.getenv('HOME')", 1),
        ("assistant/search/rank.py", "from os import environ, getenv", 2),
        ("assistant/search/rank.py", "os.environ['X'] = '1'", 1),
        ("assistant/tokens.py", "x = os.environ.get('X')", 1),
        ("assistant/tokens.py", "os.environ['X'] = os.environ['Y']", 1),
        ("assistant/tokens.py", "os.environ['X'] = '1'\nos.environ.setdefault('Y', '1')", 0),
        ("assistant/settings.py", "x = os.environ['HOME']", 0),
        ("assistant/search/rank.py", "import os.path\nx = os.cpu_count()", 0),
    ],
)
def test_use_of_the_environment_is_seen(path: str, text: str, faults: int) -> None:
    assert len(environment_use(Module(path, text))) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('"""What it is."""\nfrom a import b\n__all__ = ["b"]\n', 0),
        ("def f():\n    pass\nVERSION = 1\nif True:\n    import x\n", 3),
    ],
)
def test_more_than_reexports_is_seen(text: str, faults: int) -> None:
    assert len(more_than_reexports(Module("assistant/__init__.py", text))) == faults


def loaded(importtime: str) -> set[str]:
    """The top-level packages in what `python -X importtime` wrote."""
    lines = [line for line in importtime.splitlines() if line.startswith("import time:")]
    return {line.split("|")[-1].strip().split(".")[0] for line in lines}


def test_what_a_process_loads_is_seen() -> None:
    command = [sys.executable, "-X", "importtime", "-c", "def f():\n    import json.decoder\nf()"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "json" in loaded(done.stderr)
    assert "sqlite3" not in loaded(done.stderr)


@pytest.fixture(scope="module")
def small_library(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one paper, written by the command."""
    for needed in ("assistant/assistant.py", "assistant/__main__.py", "ingest/__main__.py"):
        if not (repo_root / needed).is_file():
            pytest.skip(f"{needed} is not written yet")
    folder = tmp_path_factory.mktemp("library")
    paper = {
        "title": "Gates in sparse networks",
        "abstract": "Gates choose experts. Sparse gates cut the cost by half.",
    }
    (folder / "papers.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    run("ingest", str(folder / "papers.jsonl"), "--library", str(folder / "library"))
    return folder / "library"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of ours that must succeed, with the imports it made on stderr."""
    command = [sys.executable, "-X", "importtime", "-m", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, "\n".join(line for line in done.stderr.splitlines() if "import time:" not in line)
    return done


@pytest.mark.parametrize("command", ["search", "ask"])
def test_reading_loads_nothing_heavy(small_library: Path, command: str) -> None:
    done = run("assistant", command, "What do sparse gates cut?", "--library", str(small_library), "--json")
    assert json.loads(done.stdout)["evidence"]
    assert "assistant" in loaded(done.stderr)
    assert loaded(done.stderr) & set(NOT_ON_THE_READ_PATH) == set()
