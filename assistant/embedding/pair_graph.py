"""A network that reads two texts together, as an ONNX graph: token ids in, three probabilities or one score out.

The layers are MiniLM's (see `graph.py`), with the second segment for the second text and a head over the first one's
tokens: a claim's, which a premise bears out or not, or a question's, which a paper answers or not.
Used when its weights file is made, never when it is read; this module imports onnx.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from assistant.embedding.graph import EPSILON, FUSED, LAYERS, Graph, Weights
from assistant.embedding.quantise import save_int8

PROBABILITIES, SCORE = "probabilities", "score"
OUT = -1e4
"""Added where a token must not count."""


def write_reader(weights: Weights, target: Path, *, reduced_range: bool) -> None:
    """Write the network with int8 weights; see `quantise.write_int8`."""
    save_int8(build_pairs(weights), target, reduced_range=reduced_range)


def build_pairs(weights: Weights) -> ModelProto:
    """The whole network in fp32.

    Inputs `input_ids` and `segments` int32 (b, s), segments 0 for the first text and 1 for the second; output
    `probabilities` float32 (b, labels), or `score` float32 (b, 1) where the head has one label.
    """
    graph = PairGraph(weights)
    hidden = graph.embedding()
    for layer in range(LAYERS):
        hidden = graph.layer(hidden, f"encoder.layer.{layer}.")
    graph.head(hidden)
    return graph.model()


class PairGraph(Graph):
    """As `Graph`, with two segments, and probabilities or a score."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(weights)
        self._labels = len(weights["head.bias"])

    def embedding(self) -> str:
        """Words, positions and segments, summed and normalised."""
        parts = ("word", "position", "token_type")
        tables = [self._own(f"embeddings.{part}_embeddings.weight") for part in parts]
        inputs = ["input_ids", "segments", *tables, *self._norm("embeddings.LayerNorm")]
        self._fused("EmbedLayerNormalization", inputs, ["embedded", "mask_index"], epsilon=EPSILON)
        return "embedded"

    def head(self, hidden: str) -> None:
        """The first token, and mean and maximum over those of the first text, to what comes out."""
        axis = self._number("axis_1", np.array([1], np.int64))
        last = self._number("axis_2", np.array([2], np.int64))
        self._nodes.append(
            helper.make_node("Cast", ["segments"], ["segments_f"], name="segments_f", to=TensorProto.FLOAT)
        )
        premise = self._plain("Unsqueeze", ["segments_f", last], "premise")
        claim = self._plain("Sub", [self._number("one", np.array(1, np.float32)), premise], "claim")
        total = self._plain("ReduceSum", [self._plain("Mul", [hidden, claim], "kept"), axis], "total", keepdims=0)
        count = self._plain("ReduceSum", [claim, axis], "count", keepdims=0)
        mean = self._plain("Div", [total, count], "mean")
        outside = self._plain("Mul", [premise, self._number("out", np.array(OUT, np.float32))], "outside")
        highest = self._plain("ReduceMax", [self._plain("Add", [hidden, outside], "rest"), axis], "highest", keepdims=0)
        first = self._plain("Gather", [hidden, self._number("zero", np.array(0, np.int64))], "first", axis=1)
        features = self._plain("Concat", [first, mean, highest], "features", axis=1)
        name = "logits" if self._labels > 1 else SCORE
        logits = self._plain("Gemm", [features, self._own("head.weight"), self._own("head.bias")], name, transB=1)
        if self._labels > 1:
            self._plain("Softmax", [logits], PROBABILITIES, axis=-1)

    def model(self) -> ModelProto:
        """All nodes as a model."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "sequence"])
            for name in ("input_ids", "segments")
        ]
        name = PROBABILITIES if self._labels > 1 else SCORE
        output = helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", self._labels])
        graph = helper.make_graph(self._nodes, "reader", inputs, [output], self._constants)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _number(self, name: str, value: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
        self._constants.append(numpy_helper.from_array(value, name))
        return name
