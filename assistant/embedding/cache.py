"""The built network on disk. Building takes seconds, so it is done once a machine and shared by all processes.

A model file lies beside its own SHA-256. The digest is written first and the model moved into place last, so a kill at
any moment leaves either a good pair or one that fails the check and is built again.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from filelock import FileLock

from assistant.embedding import question_layers
from assistant.embedding.cpu import int8_overflows
from assistant.embedding.weights import WEIGHTS_SHA256, model_folder, read_checked
from assistant.errors import EmbeddingError

Precision = Literal["int8", "fp32"]

GRAPH_VERSION = 2
"""Raised with every change of `graph.py` or `quantise.py` that changes papers' vectors; part of the fingerprint."""


def cached_model(cache_dir: Path, precision: Precision, *, questions: bool = False) -> Path:
    """The path of a checked model file, built first if there is none or it is damaged; of questions' network, if asked.

    Raises:
        EmbeddingError: the weights are missing or wrong, or the cache folder cannot be written.
    """
    reduced = precision == "int8" and int8_overflows()
    target = cache_dir / _file_name(precision, reduced_range=reduced, questions=questions)
    try:
        if not is_whole(target):
            _build_once(target, precision, reduced_range=reduced, questions=questions)
    except OSError as error:
        message = f"cannot write the model cache {cache_dir} ({error.strerror}); free space or set LITASSIST_CACHE_DIR"
        raise EmbeddingError(message) from error
    return target


def is_whole(model: Path) -> bool:
    """Whether the file has the digest noted beside it."""
    try:
        with model.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == _digest_path(model).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return False


def _build_once(target: Path, precision: Precision, *, reduced_range: bool, questions: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_suffix(".lock")):
        if is_whole(target):  # another process built it while this one waited
            return
        draft = target.with_suffix(".draft")
        try:
            _write(draft, precision, reduced_range=reduced_range, questions=questions)
            _digest_path(target).write_text(hashlib.sha256(draft.read_bytes()).hexdigest(), encoding="ascii")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)  # half a model on a full disk helps nobody


def _write(draft: Path, precision: Precision, *, reduced_range: bool, questions: bool) -> None:
    # Imported here because onnx and the quantiser take about a second to import, and only a build needs them.
    from assistant.embedding import quantise  # noqa: PLC0415

    weights = read_checked(model_folder() / "model.safetensors", WEIGHTS_SHA256)
    if questions:
        weights = question_layers.merged(weights)
    if precision == "fp32":
        quantise.write_fp32(weights, draft)
    else:
        quantise.write_int8(weights, draft, reduced_range=reduced_range)


def _file_name(precision: Precision, *, reduced_range: bool, questions: bool) -> str:
    """Everything the bytes depend on, so that a change of any of it means another file."""
    kind = "int8r" if reduced_range else precision
    versions = f"onnx{version('onnx')}-ort{version('onnxruntime')}"
    own = f"-{question_layers.FINGERPRINT}" if questions else ""
    return f"minilm-{WEIGHTS_SHA256[:12]}-g{GRAPH_VERSION}-{kind}{own}-{versions}.onnx"


def _digest_path(model: Path) -> Path:
    return model.with_name(model.name + ".sha256")
