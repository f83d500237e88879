"""Counting and cutting by tokens as language models see them, without the network.

tiktoken would fetch its vocabularies from the internet; llama-index-core carries the two that current models use, so
they are read from there. Every count is for budgets: for a model with another vocabulary it is an estimate on the high
side.
"""

from __future__ import annotations

import math
import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

from assistant.errors import LitAssistError

CARRIED = {
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
}
"""Vocabulary to the file that tiktoken looks for in its cache folder: the SHA-1 of the address it would fetch."""
UNKNOWN_MODEL_FACTOR = 1.1
"""What a model with an unknown vocabulary is assumed to need more than o200k_base."""


def count_tokens(text: str, model: str | None = None) -> int:
    """Tokens of `text` for `model`, or an estimate on the high side for a model not known.

    Text that looks like a control token, as in an abstract about `<|endoftext|>`, counts as ordinary text.
    """
    name, factor = _vocabulary(model)
    return math.ceil(len(_encode(text, name)) * factor)


def exceeds(text: str, limit: int, model: str | None = None) -> bool:
    """Whether `text` has more than `limit` tokens; short texts are answered without loading a vocabulary."""
    # A token is at least one byte, so this many bytes can never be more tokens.
    if len(text.encode("utf-8", "surrogatepass")) * UNKNOWN_MODEL_FACTOR <= limit:
        return False
    return count_tokens(text, model) > limit


def cut(text: str, limit: int, model: str | None = None) -> str:
    """The longest beginning of `text` that has at most `limit` tokens, ending at a whole character."""
    if not exceeds(text, limit, model):
        return text
    name, factor = _vocabulary(model)
    kept = _encode(text, name)[: int(limit / factor)]
    return _encoding(name).decode_bytes(kept).decode("utf-8", "ignore")


def _vocabulary(model: str | None) -> tuple[str, float]:
    """The vocabulary to count with, and what to multiply by."""
    try:
        # Gateways write the maker before the name: openai/gpt-4o.
        name = tiktoken.encoding_name_for_model((model or "").rpartition("/")[2])
    except KeyError:
        return "o200k_base", UNKNOWN_MODEL_FACTOR
    if name == "o200k_harmony":  # o200k_base with more control tokens
        return "o200k_base", 1.0
    return (name, 1.0) if name in CARRIED else ("o200k_base", UNKNOWN_MODEL_FACTOR)


def _encode(text: str, name: str) -> list[int]:
    return _encoding(name).encode(text, disallowed_special=())


@cache
def _encoding(name: str) -> tiktoken.Encoding:
    folder = _carried_folder()
    if not (folder / CARRIED[name]).is_file():
        raise LitAssistError(
            f"the vocabulary {name} is not in {folder}; run: pip install --force-reinstall llama-index-core"
        )
    # The environment is the only way to tell tiktoken where to look. It fetches what it does not find there.
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return tiktoken.get_encoding(name)


def _carried_folder() -> Path:
    """Found without importing llama_index, which takes seconds."""
    spec = find_spec("llama_index")
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    folders = [Path(place) / "core" / "_static" / "tiktoken_cache" for place in places]
    return next((folder for folder in folders if folder.is_dir()), Path("llama_index/core/_static/tiktoken_cache"))
