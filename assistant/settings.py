"""Everything that can be set from outside. `Settings.load()` reads the environment and `.env`; nothing else does."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_cache_path, user_data_path

from assistant.errors import SettingsError

PREFIX = "LITASSIST_"
APP = "litassist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Values for one run. Secrets are kept out of `repr`.

    `embedder` None means the library's own, else `minilm`. `llm_model` None means no model: extractive answers.
    `max_cost_usd` and `max_tokens` bound one question; `prices` is a file of what models cost. `rerank` False leaves
    the ranker out of search. `max_upload_mb` bounds what the page takes in at once.
    """

    library: Path = Path("library")
    embedder: str | None = None
    embed_base_url: str | None = None
    embed_api_key: str | None = field(default=None, repr=False)
    llm_model: str | None = None
    llm_base_url: str | None = None
    llm_api_key: str | None = field(default=None, repr=False)
    llm_timeout_s: float = 60.0
    max_cost_usd: float | None = None
    max_tokens: int | None = None
    prices: Path | None = None
    chroma_url: str | None = None
    chroma_token: str | None = field(default=None, repr=False)
    chroma_tenant: str | None = None
    chroma_database: str | None = None
    rerank: bool = True
    contact: str | None = None
    s2_api_key: str | None = field(default=None, repr=False)
    openalex_api_key: str | None = field(default=None, repr=False)
    arxiv_url: str = "https://export.arxiv.org/api"
    openalex_url: str = "https://api.openalex.org"
    semanticscholar_url: str = "https://api.semanticscholar.org/graph/v1"
    crossref_url: str = "https://api.crossref.org"
    hf_url: str = "https://huggingface.co/api"
    max_upload_mb: int = 100
    password: str | None = field(default=None, repr=False)
    users: str | None = field(default=None, repr=False)
    cache_dir: Path = field(default_factory=lambda: user_cache_path(APP))
    data_dir: Path = field(default_factory=lambda: user_data_path(APP))
    eval_runs: Path = Path("eval-runs")

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
        """Settings from `.env` (in the working folder unless named) and the environment, which wins.

        Raises:
            SettingsError: a value is not of its kind, a variable with our prefix is unknown, or `.env` is unreadable.
        """
        given = _dotenv(dotenv or Path(".env"))
        given |= os.environ if environ is None else environ
        ours = {
            k.removeprefix(PREFIX).lower(): v.strip() for k, v in given.items() if k.startswith(PREFIX) and v.strip()
        }
        if unknown := sorted(set(ours) - READ.keys()):
            raise SettingsError(f"{PREFIX}{unknown[0].upper()} is no setting; known: {', '.join(sorted(READ))}")
        values = {name: _convert(name, text) for name, text in ours.items()}
        for kind in ("llm", "embed"):
            if _is_openai(ours.get(f"{kind}_base_url")):
                values.setdefault(f"{kind}_api_key", given.get("OPENAI_API_KEY", "").strip() or None)
        return cls(**values)


def _url(text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"}:
        raise ValueError(text)
    return text


def _switch(text: str) -> bool:
    return {"on": True, "off": False}[text.lower()]


READ: dict[str, Callable[[str], object]] = {
    "library": Path,
    "embedder": str,
    "embed_base_url": _url,
    "embed_api_key": str,
    "llm_model": str,
    "llm_base_url": _url,
    "llm_api_key": str,
    "llm_timeout_s": float,
    "max_cost_usd": float,
    "max_tokens": int,
    "prices": Path,
    "chroma_url": _url,
    "chroma_token": str,
    "chroma_tenant": str,
    "chroma_database": str,
    "rerank": _switch,
    "contact": str,
    "s2_api_key": str,
    "openalex_api_key": str,
    "arxiv_url": _url,
    "openalex_url": _url,
    "semanticscholar_url": _url,
    "crossref_url": _url,
    "hf_url": _url,
    "max_upload_mb": int,
    "password": str,
    "users": str,
    "cache_dir": Path,
    "data_dir": Path,
    "eval_runs": Path,
}
"""Setting to what reads its text: `library` is read from LITASSIST_LIBRARY, and so on."""


def _dotenv(path: Path) -> dict[str, str]:
    try:
        return {k: v for k, v in dotenv_values(path).items() if v is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); save it as UTF-8 text or remove it") from error


def _convert(name: str, text: str) -> Any:
    try:
        value = READ[name](text)
    except (ValueError, KeyError) as error:
        wrong = "does not begin with http:// or https://" if name.endswith("_url") else "is not a number"
        wrong = "is neither on nor off" if READ[name] is _switch else wrong
        raise SettingsError(f"{PREFIX}{name.upper()}={text!r} {wrong}; correct it or leave it unset") from error
    if not isinstance(value, bool) and isinstance(value, int | float) and not 0 < value < float("inf"):
        raise SettingsError(f"{PREFIX}{name.upper()}={text!r} must be above zero; correct it or leave it unset")
    return value


def _is_openai(base_url: str | None) -> bool:
    """Whether OpenAI's own endpoint is meant: the only one that the plain OPENAI_API_KEY may be sent to."""
    url = urlsplit(base_url or "https://api.openai.com/v1")
    return url.scheme == "https" and url.hostname == "api.openai.com"
