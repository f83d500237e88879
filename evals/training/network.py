"""What every training has in common: how it begins, the network that it starts from, and the file that it ends with."""

from __future__ import annotations

import hashlib
import logging
import sys
from pathlib import Path

import torch
from safetensors.torch import load

from assistant.embedding.pair_graph import write_reader
from assistant.embedding.weights import WEIGHTS_SHA256, model_folder, read_checked
from evals.training.model import Reader

SEED = 20
THREADS = 2
FIRST, LAST = 101, 102
"""[CLS] and [SEP]."""


def begin() -> None:
    """Log to stderr, and have PyTorch draw the same numbers every time."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)


def published(labels: int) -> Reader:
    """A network with MiniLM's published weights and two heads drawn at random."""
    network = Reader(labels)
    network.load_published(load(read_checked(model_folder() / "model.safetensors", WEIGHTS_SHA256)))
    return network


def written(network: Reader, out: Path) -> str:
    """Write the weights file, say its SHA-256, and return that."""
    # Seven bits, so that the one file is right on processors with and without VNNI.
    write_reader(network.weights(), out, reduced_range=True)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    print(f"{out}: SHA-256 {digest}")
    return digest
