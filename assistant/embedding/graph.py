"""The MiniLM network as an ONNX graph: token ids of one text in, one unit vector out.

It is written in ONNX Runtime's own fused operators (com.microsoft) where they pay, so nothing depends on which
patterns a version's optimiser recognises. It takes no attention mask, because texts are run one at a time and never
padded (see `minilm.py`). This module imports onnx and is loaded only while the cache is built. A change here that
changes vectors must raise `cache.GRAPH_VERSION`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
"""The checkpoint's tensors by their published names."""

LAYERS, HEADS, HIDDEN = 6, 12, 384
EPSILON = 1e-12
FUSED = "com.microsoft"


def build(weights: Weights) -> ModelProto:
    """The whole network in fp32. Input `input_ids` int32 (b, s), output `vector` float32 (b, 384)."""
    graph = Graph(weights)
    hidden = graph.embedding()
    for layer in range(LAYERS):
        hidden = graph.layer(hidden, f"encoder.layer.{layer}.")
    graph.pooling(hidden)
    return graph.model()


class Graph:
    """Nodes and constants collected so far. Every method adds some and returns its output's name."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def embedding(self) -> str:
        """Words and positions, summed and normalised."""
        # There is only ever one segment, so its vector is added to every position's once and for all.
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        positions = self._weights["embeddings.position_embeddings.weight"] + segment
        inputs = [
            "input_ids",
            "",
            self._constant("word", self._weights["embeddings.word_embeddings.weight"]),
            self._constant("position", positions),
            "",
            *self._norm("embeddings.LayerNorm"),
        ]
        self._fused("EmbedLayerNormalization", inputs, ["embedded", "mask_index"], epsilon=EPSILON)
        return "embedded"

    def layer(self, hidden: str, prefix: str) -> str:
        """One transformer layer, normalised after each half as in BERT."""
        mixed = self._attention(hidden, prefix + "attention.self.")
        projected = self._matmul(mixed, prefix + "attention.output.dense")
        attended = self._add_norm(hidden, projected, prefix + "attention.output.")
        wide = self._matmul(attended, prefix + "intermediate.dense")
        bias = self._own(prefix + "intermediate.dense.bias")
        biased = self._plain("Add", [wide, bias], prefix + "intermediate.biased")
        active = self._plain("Gelu", [biased], prefix + "gelu")
        narrow = self._matmul(active, prefix + "output.dense")
        return self._add_norm(attended, narrow, prefix + "output.")

    def pooling(self, hidden: str) -> None:
        """The mean over all tokens, of length 1."""
        axes = numpy_helper.from_array(np.array([1], np.int64), "sequence_axis")
        self._constants.append(axes)
        self._nodes += [
            helper.make_node("ReduceMean", [hidden, "sequence_axis"], ["mean"], name="mean", keepdims=0),
            helper.make_node("LpNormalization", ["mean"], ["vector"], name="vector", axis=-1, p=2),
        ]

    def model(self) -> ModelProto:
        """All nodes as a model."""
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT32, ["batch", "sequence"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", HIDDEN])
        graph = helper.make_graph(self._nodes, "minilm", [ids], [vector], self._constants)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _attention(self, hidden: str, prefix: str) -> str:
        parts = ("query", "key", "value")
        weight = np.concatenate([self._weights[f"{prefix}{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self._weights[f"{prefix}{part}.bias"] for part in parts])
        inputs = [hidden, self._constant(prefix + "weight", weight), self._constant(prefix + "bias", bias)]
        return self._fused("Attention", inputs, [prefix + "mixed"], num_heads=HEADS)

    def _matmul(self, hidden: str, name: str) -> str:
        # The checkpoint stores (out, in); its bias is added by the fused operator that follows.
        weight = self._constant(name + ".weight", self._weights[name + ".weight"].T)
        self._nodes.append(helper.make_node("MatMul", [hidden, weight], [name], name=name))
        return name

    def _add_norm(self, residual: str, hidden: str, prefix: str) -> str:
        # Not the fused SkipLayerNormalization, which on a CPU takes four times as long as these three; nor BiasGelu.
        biased = self._plain("Add", [hidden, self._own(prefix + "dense.bias")], prefix + "biased")
        summed = self._plain("Add", [biased, residual], prefix + "summed")
        normed = [summed, *self._norm(prefix + "LayerNorm")]
        return self._plain("LayerNormalization", normed, prefix + "normed", axis=-1, epsilon=EPSILON)

    def _plain(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def _norm(self, name: str) -> list[str]:
        return [self._own(name + ".weight"), self._own(name + ".bias")]

    def _own(self, name: str) -> str:
        """A tensor of the checkpoint, unchanged."""
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, values: Array) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _fused(self, operator: str, inputs: list[str], outputs: list[str], **attributes: Any) -> str:
        node = helper.make_node(operator, inputs, outputs, name=outputs[0], domain=FUSED, **attributes)
        self._nodes.append(node)
        return outputs[0]
