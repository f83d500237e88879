"""What writing needs, opened with the first question that may need it and kept for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable

from assistant.embedding import Embedder, open_embedder
from assistant.embedding.cross_encoder import CrossEncoder
from assistant.grounding import Grounder
from assistant.model import Budget, OpenedModel, Prices, load_prices, open_model
from assistant.settings import Settings
from assistant.writing.calls import Calls

FITTED_WITH = "minilm"
"""The embedder that the grounder's weights were fitted with, whatever the library uses."""


class Writers:
    """Opens the model of the settings and the grounder, each once. Safe for any number of threads."""

    def __init__(self, settings: Settings, model_name: str) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._name = model_name
        self._lock = threading.Lock()
        self._model: tuple[OpenedModel, Prices] | None = None
        self._grounder: Grounder | None = None

    @property
    def ranks(self) -> bool:
        """Whether the model is asked how well the papers found fit, as LITASSIST_RERANK says."""
        return self._settings.rerank

    def calls(self, stop: threading.Event) -> Calls:
        """The dealings of one question with the model.

        Raises:
            SettingsError: address, key or prices cannot be used.
        """
        model, prices = self._opened()
        settings = self._settings
        return Calls(model, self._name, prices, Budget(settings.max_tokens, settings.max_cost_usd), stop)

    def grounder(self, embedder: Embedder) -> Callable[[], Grounder]:
        """What opens the grounder; `embedder` is the library's, used where it is the right one."""
        return lambda: self._grounder_with(embedder)

    def close(self) -> None:
        """Close the model; calls under way end with `Stopped`."""
        with self._lock:
            if self._model is not None:
                self._model[0].close()
            self._model = None

    def _opened(self) -> tuple[OpenedModel, Prices]:
        with self._lock:
            if self._model is None:
                model = open_model(self._settings)
                assert model is not None, "made only where a model is set"
                self._model = model, load_prices(self._settings.prices)
            return self._model

    def _grounder_with(self, embedder: Embedder) -> Grounder:
        with self._lock:
            if self._grounder is None:
                own = embedder if embedder.name == FITTED_WITH else open_embedder(FITTED_WITH, self._settings)
                self._grounder = Grounder(own, reader=CrossEncoder())
            return self._grounder
