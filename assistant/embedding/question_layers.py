"""The question encoder's own upper layers: weights of ours that lie beside this file.

Questions go through the same lower layers as papers; the upper ones were trained on questions alone by
`python -m evals.training.ask`, towards papers' vectors as the published network gives them. So a library does not
depend on them: they are no part of the embedder's fingerprint.
"""

from __future__ import annotations

from pathlib import Path

from assistant.embedding.weights import check_own

OWN_FROM = 3
"""The first of six layers that questions have for themselves."""
FILE = Path(__file__).with_name("questions.safetensors")
SHA256 = "4b0a63764e7418254f75f307157f0bed5ea19f7392a8cdceb6e5951dcc21b931"
"""Of `questions.safetensors`; `python -m evals.training.ask` prints it."""
FINGERPRINT = f"questions-{SHA256[:12]}"
"""Names the weights: what was fitted to searches with them does not fit others."""


def merged(published: bytes) -> bytes:
    """The weights of questions' whole network as safetensors: the published ones, and these in place of some.

    Raises:
        EmbeddingError: the file is missing or damaged.
    """
    # Imported here because only a build of the cache needs it.
    from safetensors.numpy import load, save  # noqa: PLC0415

    check_own(FILE, SHA256)
    own = {name: values.astype("float32") for name, values in load(FILE.read_bytes()).items()}
    return save({**load(published), **own})
