"""What is in use, in words: models, library, limits, places. No Gradio, and no secret: of a key only whether it is set.

Where several users log in, nothing of the machine's folders is told; the variable that names a folder is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.assistant import Assistant, Overview
from assistant.model.prices import Prices, load_prices
from assistant.settings import PREFIX, Settings

OPENAI = "OpenAI’s own"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing in use: its name, what it is, and the variable that changes it, "" where none does."""

    name: str
    value: str
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """An open library as the page shows it: its folder, its fingerprint, what it holds, and the embedder in use."""

    folder: Path
    fingerprint: str
    generation: int
    overview: Overview
    embedder: str


def opened(assistant: Assistant) -> Opened:
    """What is open now.

    Raises:
        LitAssistError: the library cannot be read.
    """
    library, manifest = assistant.library, assistant.library.manifest
    return Opened(
        library.folder, str(manifest.fingerprint), manifest.generation, assistant.overview(), assistant.embedder
    )


def facts_in_use(settings: Settings, there: Opened, *, named: bool) -> tuple[Facts, ...]:
    """All that is in use, in groups.

    Raises:
        SettingsError: the file of prices cannot be used.
    """
    return (
        Facts("Answers", _answers(settings)),
        Facts("Search", _search(settings, there)),
        Facts("Library", _library(settings, there, named=named)),
        Facts("Limits of one question", _limits(settings, load_prices(settings.prices))),
        Facts("Kept on the server", _places(settings, named=named)),
    )


def _answers(settings: Settings) -> tuple[Fact, ...]:
    if settings.llm_model is None:
        return (
            Fact("Mode", "extractive: sentences taken word for word from the abstracts"),
            Fact("Language model", "none", f"{PREFIX}LLM_MODEL"),
        )
    return (
        Fact("Mode", "written by the model, every sentence checked against the abstracts it cites"),
        Fact("Language model", settings.llm_model, f"{PREFIX}LLM_MODEL"),
        Fact("Its address", _host(settings.llm_base_url), f"{PREFIX}LLM_BASE_URL"),
        Fact("Its key", _whether(settings.llm_api_key), f"{PREFIX}LLM_API_KEY"),
    )


def _search(settings: Settings, there: Opened) -> tuple[Fact, ...]:
    facts = [Fact("Embedder", there.embedder, f"{PREFIX}EMBEDDER")]
    if there.embedder.startswith("openai:"):
        facts.append(Fact("Its address", _host(settings.embed_base_url), f"{PREFIX}EMBED_BASE_URL"))
        facts.append(Fact("Its key", _whether(settings.embed_api_key), f"{PREFIX}EMBED_API_KEY"))
    ranker = "asked when in doubt which paper comes first" if settings.rerank else "off"
    return (*facts, Fact("Ranker", ranker, f"{PREFIX}RERANK"))


def _library(settings: Settings, there: Opened, *, named: bool) -> tuple[Fact, ...]:
    held = there.overview
    digests = f", {held.n_digests:,} of them digests" if held.n_digests else ""
    shared = (Fact("Chroma server", _host(settings.chroma_url), f"{PREFIX}CHROMA_URL"),) if settings.chroma_url else ()
    return (
        Fact("Folder", _place(there.folder, named=named), f"{PREFIX}LIBRARY"),
        *shared,
        Fact("Papers", f"{held.n_papers:,}{digests}"),
        Fact("Fingerprint", there.fingerprint),
        Fact("Written to", f"{there.generation:,} times"),
    )


def _limits(settings: Settings, prices: Prices) -> tuple[Fact, ...]:
    tokens = "no bound" if settings.max_tokens is None else f"{settings.max_tokens:,}"
    cost = "no bound" if settings.max_cost_usd is None else f"{settings.max_cost_usd:g} USD"
    price = None if settings.llm_model is None else prices.price(settings.llm_model)
    known = f"{price.input:g} USD read, {price.output:g} written" if price else "not known"
    priced = (Fact("Price of a million tokens", known, f"{PREFIX}PRICES"),) if settings.llm_model else ()
    return (
        Fact("Tokens", tokens, f"{PREFIX}MAX_TOKENS"),
        Fact("Cost", cost, f"{PREFIX}MAX_COST_USD"),
        *priced,
        Fact("Silence before a model is given up", f"{settings.llm_timeout_s:g} s", f"{PREFIX}LLM_TIMEOUT_S"),
    )


def _places(settings: Settings, *, named: bool) -> tuple[Fact, ...]:
    return (
        Fact("Conversations and remarks", _place(settings.data_dir, named=named), f"{PREFIX}DATA_DIR"),
        Fact("Evaluation runs", _place(settings.eval_runs, named=named), f"{PREFIX}EVAL_RUNS"),
        Fact("Models built here", _place(settings.cache_dir, named=named), f"{PREFIX}CACHE_DIR"),
    )


def _place(folder: Path, *, named: bool) -> str:
    return "on the server" if named else str(folder.absolute())


def _whether(secret: str | None) -> str:
    return "set" if secret else "not set"


def _host(url: str | None) -> str:
    """An address without user, password, path and parameters, any of which may hold a key."""
    if url is None:
        return OPENAI
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "no address; correct it"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"
