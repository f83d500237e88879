"""Texts to vectors: the local MiniLM, or any OpenAI-compatible endpoint."""

from assistant.embedding.base import Embedder, Progress, Vectors
from assistant.embedding.opening import open_embedder

__all__ = ["Embedder", "Progress", "Vectors", "open_embedder"]
