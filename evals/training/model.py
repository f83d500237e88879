"""The reader's network: MiniLM over claim and premise together, three probabilities out. PyTorch, for training only.

Parameters carry the names of the published checkpoint, so that its weights load as they are. A claim's tokens are read
after each of them has seen the premise: their mean and their maximum, beside the first token, decide the label, and a
second output, for training alone, says of each whether the premise bears it out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HEADS, HIDDEN, WIDE = 6, 12, 384, 1536
VOCABULARY, POSITIONS = 30_522, 512
EPSILON = 1e-12
DROPOUT = 0.1
LABELS = 3
OUT = -1e4
"""Added where a token must not count."""


class Reader(nn.Module):
    """Token ids, segments (0 claim, 1 premise) and a mask, each (b, s), to logits (b, 3) and token logits (b, s)."""

    def __init__(self, labels: int = LABELS) -> None:
        super().__init__()
        self.embeddings = _Embeddings()
        self.encoder = _Encoder()
        self.head = nn.Linear(3 * HIDDEN, labels)
        self.token_head = nn.Linear(HIDDEN, 1)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the labels in the order of `pairs.LABELS`, and of each token being wrong."""
        hidden = self.embeddings(ids, segments)
        outside = ((1.0 - mask) * OUT)[:, None, None, :]
        for layer in self.encoder.layer:
            hidden = layer(hidden, outside)
        hidden = hidden.float()
        in_claim = ((1.0 - segments) * mask).unsqueeze(-1)
        mean = (hidden * in_claim).sum(1) / in_claim.sum(1)
        highest = (hidden + (1.0 - in_claim) * OUT).amax(1)
        features = torch.cat([hidden[:, 0], mean, highest], dim=-1)
        return self.head(functional.dropout(features, DROPOUT, self.training)), self.token_head(hidden).squeeze(-1)

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Start from the published checkpoint; the two heads start at random. Word vectors are not trained."""
        missing, _ = self.load_state_dict(dict(weights), strict=False)
        if {name.split(".")[0] for name in missing} != {"head", "token_head"}:
            raise ValueError(f"the checkpoint lacks {missing}")
        self.embeddings.word_embeddings.requires_grad_(requires_grad=False)

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """All parameters by name, as `assistant.embedding.pair_graph` takes them."""
        return {name: values.detach().numpy() for name, values in self.state_dict().items()}


class _Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPSILON)

    def forward(self, ids: Tensor, segments: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1]).unsqueeze(0)
        summed = self.word_embeddings(ids) + self.position_embeddings(places)
        summed = summed + self.token_type_embeddings(segments.long())
        return functional.dropout(self.LayerNorm(summed), DROPOUT, self.training)


class _Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer() for _ in range(LAYERS))


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = _Attention()
        self.intermediate = _Dense(HIDDEN, WIDE)
        self.output = _Output(WIDE)

    def forward(self, hidden: Tensor, outside: Tensor) -> Tensor:
        attended = self.attention(hidden, outside)
        wide = functional.gelu(self.intermediate.dense(attended))
        return self.output(wide, attended)


class _Dense(nn.Module):
    def __init__(self, width: int, out: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, out)


class _Output(_Dense):
    def __init__(self, width: int) -> None:
        super().__init__(width, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPSILON)

    def forward(self, hidden: Tensor, residual: Tensor) -> Tensor:
        projected = functional.dropout(self.dense(hidden), DROPOUT, self.training)
        return self.LayerNorm(projected + residual)


class _SelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))

    def forward(self, hidden: Tensor, outside: Tensor) -> Tensor:
        query, key, value = (self._split(part(hidden)) for part in (self.query, self.key, self.value))
        # Written out: PyTorch's fused attention takes three times as long backwards in bfloat16 on a CPU.
        scores = query @ key.transpose(-1, -2) * (HEADS / HIDDEN) ** 0.5 + outside.to(query.dtype)
        mixed: Tensor = functional.softmax(scores, dim=-1) @ value
        return mixed.transpose(1, 2).flatten(2)

    @staticmethod
    def _split(values: Tensor) -> Tensor:
        return values.unflatten(-1, (HEADS, -1)).transpose(1, 2)


class _Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.add_module("self", _SelfAttention())
        self.output = _Output(HIDDEN)

    def forward(self, hidden: Tensor, outside: Tensor) -> Tensor:
        return self.output(self.get_submodule("self")(hidden, outside), hidden)
