"""Verdicts on sentences in words."""

from __future__ import annotations

from assistant.records import Verdict

VERDICT_WORDS: dict[Verdict, str] = {
    "supported": "Supported",
    "partial": "Partly supported",
    "unsupported": "Not supported by the abstract",
    "contradicted": "Contradicted by the abstract",
    "unchecked": "Not checked",
}
"""Verdicts as readers are told them."""
