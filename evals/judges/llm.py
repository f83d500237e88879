"""The judge "llm": the model of the settings, asked as answering asks it. What it has judged once is kept on disk.

A verdict comes without a probability: `SUPPORT` in `assistant/writing/entailment.py` gives supported 1, partial 0.5 and
both others 0, which orders claims and is no calibrated number. Several claims go into a call; those whose line in the
reply cannot be read are asked once more, each alone, and then left unchecked, which is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path

from assistant.errors import ModelError
from assistant.grounding import Grounding
from assistant.model import OpenedModel
from assistant.prompts import load_prompt
from assistant.writing import ModelJudge
from assistant.writing.entailment import SYSTEM, TASK
from evals.judges.base import Asked
from evals.judges.kept import KeptJudgements

NAME = "llm"
FOLDER = "judgements"
"""In the cache folder of the settings."""
BATCH, BATCH_CHARACTERS = 8, 24_000
"""Claims in a call, and characters of all their texts; a text longer than that goes alone."""
JOBS = 4
"""Calls at a time."""


class LlmJudge:
    """Judges by a model, and remembers for good. Safe for any number of threads."""

    def __init__(self, model: OpenedModel, cache_dir: Path) -> None:
        """Nothing is sent yet."""
        self._model = model
        self._judge = ModelJudge(model)
        self._kept = KeptJudgements(cache_dir / FOLDER)

    @property
    def name(self) -> str:
        """What `--judge` calls it."""
        return NAME

    @property
    def model(self) -> str:
        """The model that judges, as the settings call it."""
        return self._model.name

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises together support the claim; raises as `judge_all`."""
        return self.judge_all([(claim, tuple(premises))], lambda _: None)[0]

    def judge_all(self, asked: Sequence[Asked], on_progress: Callable[[int], None]) -> list[Grounding]:
        """The judgement of each, in order. What was judged before a failure is kept, and not asked for again.

        Raises:
            ModelError: the model failed.
            LitAssistError: a judgement cannot be kept.
        """
        keys = [key_of(self.model, one) for one in asked]
        found = {key: kept for key in keys if (kept := self._kept.get(key))}
        todo = {key: one for key, one in zip(keys, asked, strict=True) if key not in found}
        on_progress(len(asked) - len(todo))
        with ThreadPoolExecutor(JOBS, thread_name_prefix="judge") as pool:
            running = [pool.submit(self._asked, batch) for batch in batches(list(todo.items()))]
            try:
                for future in as_completed(running):
                    found |= future.result()
                    on_progress(len(asked) - len(todo.keys() - found.keys()))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [found[key] for key in keys]

    def close(self) -> None:
        """Close the model."""
        self._model.close()

    def _asked(self, batch: Sequence[tuple[str, Asked]]) -> dict[str, Grounding]:
        """Ask for some, those without a readable verdict again alone, and keep what there is."""
        said = self._said(batch)
        for i, one in enumerate(batch if len(batch) > 1 else ()):
            if said[i].verdict == "unchecked":
                said[i] = self._said([one])[0]
        found = {key: judgement for (key, _), judgement in zip(batch, said, strict=True)}
        for key, judgement in found.items():
            if judgement.verdict != "unchecked":
                self._kept.put(key, judgement)
        return found

    def _said(self, batch: Sequence[tuple[str, Asked]]) -> list[Grounding]:
        try:
            return self._judge.judge_all([one for _, one in batch])
        except ModelError as error:
            if error.kind == "too_long" and len(batch) > 1:
                return [self._said([one])[0] for one in batch]
            told = f"the model that judges failed: {error}; what it has judged is kept: give the same command again"
            raise ModelError(told, kind=error.kind, usage=error.usage, wait_s=error.wait_s) from error


def key_of(model: str, asked: Asked) -> str:
    """What a judgement is kept under: it changes with the model, its prompts, the claim and the premises."""
    claim, premises = asked
    return sha256(json.dumps([model, prompts_digest(), claim, premises]).encode()).hexdigest()


def prompts_digest() -> str:
    """Changes with what the model is told to do."""
    return sha256("\0".join(load_prompt(name).digest for name in (SYSTEM, TASK)).encode()).hexdigest()


def batches(asked: Sequence[tuple[str, Asked]]) -> Iterator[list[tuple[str, Asked]]]:
    """What goes into a call each, in order."""
    batch: list[tuple[str, Asked]] = []
    size = 0
    for key, (claim, premises) in asked:
        longer = sum(map(len, premises))
        if batch and (len(batch) == BATCH or size + longer > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append((key, (claim, premises)))
        size += longer
    if batch:
        yield batch
