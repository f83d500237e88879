"""Sentences held against what they cite by a language model: many in one call, its reply checked line by line.

What the model says of a sentence counts only if its line is in the form asked for; a sentence without one is left open.
`request` and `judgements` are for answers, `ModelJudge` for claims as the evals put them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from assistant.errors import ModelError
from assistant.grounding import Grounding
from assistant.model import ChatModel, Message, Request
from assistant.prompts import load_prompt
from assistant.reasons import NOTHING_CITED
from assistant.records import Verdict
from assistant.writing.neutral import shown_text
from assistant.writing.tidy import tidy, without_hosts

SYSTEM, TASK = "check", "check_task"
PER_SENTENCE = 60
"""Tokens of a verdict with its reason."""
LEAST_TOKENS = 400
THOUGHTS = 2000
"""Tokens for a model that thinks before it writes."""
LONGEST_REASON = 160
NOT_GIVEN = "(not given)"
UNREADABLE = "the model that checks gave no judgement in the form asked for"
SUPPORT: Mapping[Verdict, float] = {"supported": 1.0, "partial": 0.5, "unsupported": 0.0, "contradicted": 0.0}
"""A number for a verdict that comes without one; it orders, and says no more."""
_LINE = re.compile(
    r"^[\s>*_#(-]*(?P<n>\d{1,3})[\s*_)]*[:.)\u2013\u2014-][\s*_`\"(]*"
    r"(?P<verdict>fully supported|supported|partially supported|partly supported|partial(?:ly)?|partly|unsupported|"
    r"not supported|contradicted|contradicts)\b[*_`\")]*[\s:;,.\u2013\u2014-]*(?P<reason>.*)$",
    re.IGNORECASE,
)
_VERDICT = (
    r"(?P<verdict>(?:fully |not |partially |partly )?supported|partial(?:ly)?|partly|unsupported|contradict(?:ed|s))\b"
)
_INSTEAD = re.compile(
    r"\W*(?:(?:(?:no|wait|hmm|sorry|correction|scratch that|on (?:second thoughts?|reflection)|actually|in fact|or|rather)\b\W*)+"
    rf"{_VERDICT}|{_VERDICT.replace('verdict', 'alone')}(?=\s*(?:$|[.,;:!)\u2013\u2014-])))",
    re.IGNORECASE,
)
"""A reason that begins with a verdict: "no, in fact contradicted"; "supported for mice only" tells of a half."""
_DENIED = re.compile(
    r"\W*(?:(?:no|false|wrong|incorrect|untrue)(?:[,.;:!\u2013\u2014]|\s+-|\W*$)"
    r"|(?:actually|but|wait|hmm|sorry)\W+not?\b|not (?:really|quite|exactly|at all|so|true|borne out)\b)",
    re.IGNORECASE,
)
"""A reason that begins by denying, which only speaks against "supported"."""
_MEANT: Mapping[str, Verdict] = {"supported": "supported", "fully supported": "supported", "unsupported": "unsupported"}
_MEANT = {**_MEANT, "not supported": "unsupported", "contradicted": "contradicted", "contradicts": "contradicted"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, and the keys of the texts that it cites; one without keys is not judged, others may lean on it."""

    sentence: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgements:
    """What a reply says: a judgement by the number of its sentence, from 1. `unreadable` counts those without one."""

    found: Mapping[int, Grounding]
    unreadable: int


def request(pairs: Sequence[Pair], texts: Mapping[str, str], question: str) -> Request:
    """The call for the sentences of an answer in their order; `texts` are those cited, by key, and already neutral."""
    cited = dict.fromkeys(key for pair in pairs for key in pair.keys)
    texts_of = "\n\n".join(texts[key] for key in cited)
    values = {"texts": texts_of, "question": question, "sentences": "\n".join(_lines(pairs))}
    messages = Message("system", load_prompt(SYSTEM).filled({})), Message("user", load_prompt(TASK).filled(values))
    judged = sum(bool(pair.keys) for pair in pairs)
    return Request(messages, max(LEAST_TOKENS, PER_SENTENCE * judged) + THOUGHTS, temperature=0.0)


def _lines(pairs: Sequence[Pair]) -> Iterator[str]:
    numbers = count(1)
    for one in pairs:
        keys = " ".join(f"[{key}]" for key in one.keys)
        yield f"{next(numbers)}: {one.sentence} ({keys})" if keys else f"- {one.sentence}"


def judgements(reply: str, n: int) -> Judgements:
    r"""The judgements in a reply on `n` sentences. A number with two verdicts has none, on one line or on two.

    >>> judgements("1: supported - both say so\nI think that is all.", 1).found[1].verdict
    'supported'
    """
    found: dict[int, Grounding] = {}
    unsure: set[int] = set()
    for line in reply.splitlines():
        if (match := _LINE.match(line)) and 1 <= (number := int(match["n"])) <= n:
            verdict = _meant(match["verdict"])
            before = found.setdefault(number, _grounding(verdict, match["reason"]))
            if before.verdict != verdict or _taken_back(verdict, match["reason"]):
                unsure.add(number)
    sure = {number: judgement for number, judgement in found.items() if number not in unsure}
    return Judgements(sure, n - len(sure))


def _meant(word: str) -> Verdict:
    return _MEANT.get(word.lower(), "partial")


def _taken_back(verdict: Verdict, reason: str) -> bool:
    """Whether a reason begins by saying that the verdict before it is none."""
    if verdict == "supported" and _DENIED.match(reason):
        return True
    instead = _INSTEAD.match(reason)
    return instead is not None and _meant(instead["verdict"] or instead["alone"]) != verdict


def _grounding(verdict: Verdict, reason: str) -> Grounding:
    told = without_hosts(tidy(reason)).strip(" .")
    told = told if len(told) <= LONGEST_REASON else told[: LONGEST_REASON - 1] + "\u2026"
    return Grounding(verdict, SUPPORT[verdict], told or f"the model that checks says: {verdict}")


class ModelJudge:
    """Judges claims by asking a model, one or several in a call. Safe for any number of threads."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """What `--judge` calls it."""
        return "llm"

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises together support the claim; "unchecked" where the reply cannot be read.

        Raises:
            ModelError: the model gave no reply that others could be worth asking for.
        """
        return self.judge_all([(claim, premises)])[0]

    def judge_all(self, claims: Sequence[tuple[str, Sequence[str]]]) -> list[Grounding]:
        """As `judge`, for some claims with their premises in one call, in their order; each text is sent once."""
        keys: dict[str, str] = {}
        pairs: dict[int, Pair] = {}
        for i, (claim, premises) in enumerate(claims):
            given = [keys.setdefault(text, f"t{len(keys) + 1}") for text in premises if text.strip()]
            if given:
                pairs[i] = Pair(tidy(claim), tuple(dict.fromkeys(given)))
        texts = {key: f"[{key}] {shown_text(text)}" for text, key in keys.items()}
        said = (
            judgements(self._reply(request(list(pairs.values()), texts, NOT_GIVEN)), len(pairs)).found if pairs else {}
        )
        found = [Grounding("unsupported", 0.0, NOTHING_CITED)] * len(claims)
        for number, i in enumerate(pairs, 1):
            found[i] = said.get(number, Grounding("unchecked", None, UNREADABLE))
        return found

    def _reply(self, asked: Request) -> str:
        try:
            return self._model.complete(asked, on_text=None, stop=None).text
        except ModelError as error:
            if error.kind not in ("garbage", "cut_off"):
                raise
            return error.partial
