"""From an embedder's name in the settings to the embedder."""

from __future__ import annotations

from assistant.embedding.base import Embedder
from assistant.errors import SettingsError
from assistant.settings import Settings

REMOTE = "openai:"


def open_embedder(name: str, settings: Settings) -> Embedder:
    """The embedder called `minilm` or `openai:MODEL`.

    Raises:
        SettingsError: no embedder has that name, or a setting it needs is missing.
        EmbeddingError: the local model cannot be loaded.
    """
    # Each is imported when asked for: onnxruntime and openai take long to load, and one run needs at most one of them.
    if name == "minilm":
        from assistant.embedding.minilm import MiniLM  # noqa: PLC0415

        return MiniLM(settings.cache_dir)
    if name.startswith(REMOTE) and (model := name.removeprefix(REMOTE).strip()):
        from assistant.embedding.openai_embedder import OpenAIEmbedder  # noqa: PLC0415

        return OpenAIEmbedder(model, base_url=settings.embed_base_url, api_key=settings.embed_api_key)
    raise SettingsError(f"no embedder is called {name!r}; set LITASSIST_EMBEDDER to minilm or openai:MODEL")
