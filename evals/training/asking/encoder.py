"""The question encoder: MiniLM of which the upper layers are trained, mean pooling, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from assistant.embedding.graph import LAYERS
from assistant.embedding.pair_network import Pieces
from assistant.embedding.question_layers import OWN_FROM
from evals.training.model import OUT
from evals.training.network import FIRST, LAST, published

AT_ONCE = 64


class QuestionEncoder(nn.Module):
    """Questions in word pieces to unit vectors (n, d); it starts as the published network."""

    def __init__(self) -> None:
        super().__init__()
        self._network = published(labels=1)
        self._network.requires_grad_(requires_grad=False)
        for layer in range(OWN_FROM, LAYERS):
            self._network.encoder.layer[layer].requires_grad_()

    def forward(self, questions: Sequence[Pieces]) -> Tensor:
        """One vector a question."""
        width = max(len(pieces) for pieces in questions) + 2
        ids, mask = torch.zeros(len(questions), width, dtype=torch.long), torch.zeros(len(questions), width)
        for row, pieces in enumerate(questions):
            ids[row, : len(pieces) + 2] = torch.tensor([FIRST, *pieces, LAST])
            mask[row, : len(pieces) + 2] = 1
        hidden, outside = self._network.embeddings(ids, torch.zeros_like(ids)), ((1 - mask) * OUT)[:, None, None, :]
        for layer in self._network.encoder.layer:
            hidden = layer(hidden, outside)
        return functional.normalize((hidden * mask.unsqueeze(-1)).sum(1), dim=1)

    def vectors(self, questions: Sequence[Pieces]) -> Tensor:
        """The same, as it is used: nothing is dropped, nothing learned."""
        self.eval()
        with torch.no_grad():
            return torch.cat([self(questions[i : i + AT_ONCE]) for i in range(0, len(questions), AT_ONCE)])

    def own(self) -> dict[str, Tensor]:
        """The trained layers' parameters by their published names."""
        own = tuple(f"encoder.layer.{layer}." for layer in range(OWN_FROM, LAYERS))
        return {name: values for name, values in self._network.state_dict().items() if name.startswith(own)}

    def weights(self) -> dict[str, NDArray[np.float16]]:
        """The same, as they are kept."""
        return {name: values.numpy().astype(np.float16) for name, values in self.own().items()}


def averaged(encoders: Sequence[QuestionEncoder]) -> QuestionEncoder:
    """The encoder with the mean of the encoders' weights."""
    mean = QuestionEncoder()
    every = [encoder.own() for encoder in encoders]
    for name, values in mean.own().items():
        values.copy_(torch.stack([own[name] for own in every]).mean(0))
    return mean
