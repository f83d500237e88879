"""Whether what a sentence says is in the text that it cites: a verdict, how sure, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.claims import Token, read
from assistant.clauses import clauses
from assistant.cleaning import clean
from assistant.coverage import counted, coverage
from assistant.embedding import Embedder
from assistant.errors import InputError
from assistant.grounding_weights import Gate, GroundingWeights, Kind, Model, ReadModels, probability, read_weights
from assistant.polarity import makes_rare
from assistant.quantities import is_measure
from assistant.reasons import COMPARED_IN_VAIN, NOT_SAID, NOTHING_CITED, NOTHING_SAID, TOO_LONG, VERBATIM, doubt, reason
from assistant.records import Verdict
from assistant.sentence_vectors import SentenceVectors
from assistant.sentences import split_sentences
from assistant.support import Compared, beside, signs
from assistant.verbatim import word_for_word

LONGEST = 4000
"""Characters of a claim; what is longer is no sentence."""
READ = 6
"""Sentences that the reader is given, those nearest to the claim."""
TELLING = 3
"""Letters and digits of a name; shorter ones stand for many things."""
INVENTED = 0.4
"""Below this, a clause is invented: the share of its words that the text has, and how sure it is supported, added."""
LEAST = 1e-4
"""So near to 0 and 1 the reader's probabilities are not told apart."""


@dataclass(frozen=True, slots=True)
class Grounding:
    """The judgement of one claim against some text.

    `support` is the probability, 0 to 1, that the text supports the claim; None where the judge gives none. The verdict
    is "unchecked" where the judge cannot tell, which is never counted as right or wrong. `reason` is for the reader.
    `objected`: something that the claim names, mostly a number, was looked for in the text and is not there. `doubt` is
    what else was compared and speaks against the claim, as a reason: a copy that denies or turns round what the text
    says, a name that the text does not have. It says so even where the verdict is another.
    """

    verdict: Verdict
    support: float | None
    reason: str
    objected: bool = False
    doubt: str = ""


class Reader(Protocol):
    """Reads a claim together with what it cites. Safe for any number of threads."""

    @property
    def fingerprint(self) -> str:
        """Names its weights."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """For pairs of claim and text: the probabilities of support, contradiction and neither, shape (n, 3)."""


class Grounder:
    """Judges claims by what can be counted and compared, and those in words of their own by a reader too, if any.

    A copy of a sentence with a word changed is compared with it word by word; that says more than the reader. Safe for
    any number of threads.
    """

    def __init__(
        self, embedder: Embedder, weights: GroundingWeights | None = None, reader: Reader | None = None
    ) -> None:
        """Use MiniLM, which the weights were fitted with. Vectors of sentences are kept, so the same text is quick.

        Raises:
            InputError: the weights, by default those of `grounding.json`, cannot be read or are for another reader.
        """
        self._weights = read_weights() if weights is None else weights
        self._read = _read_models(self._weights, reader)
        self.vectors = SentenceVectors(embedder)
        self._reader = reader

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises together support the claim.

        Raises:
            EmbeddingError: the embedder or the reader failed.
        """
        given = [premise for premise in premises if premise.strip()]
        if not given:
            return Grounding("unsupported", 0.0, NOTHING_CITED)
        if word_for_word(claim, given):
            return Grounding("supported", 1.0, VERBATIM)
        if excuse := _excuse(claim):
            return Grounding("unchecked", None, excuse)
        sentences = [premise[start:end] for premise in given for start, end in split_sentences(premise)]
        found = self._judged(claim, sentences)
        invented = self._invented(claim, sentences) if found.verdict == "supported" and self._reader else None
        if invented is None:
            return found
        part, support = invented
        return replace(
            found, verdict="unsupported", support=min(found.support or 0.0, support), reason=NOT_SAID.format(part)
        )

    def _invented(self, claim: str, sentences: Sequence[str]) -> tuple[str, float] | None:
        """The first clause of several that the text has nothing of, in words or as a reader finds, and its support.

        One with a number of the text is not looked at: what else it says is in the number's sentence.
        """
        parts = clauses(claim)
        known = [read(sentence) for sentence in sentences]
        for part in parts if len(parts) > 1 else ():
            own = read(part)
            share = 1.0 if counted(own, known) else coverage(own, known)
            if share < INVENTED and share + (support := self._judged(part, sentences).support or 0.0) < INVENTED:
                return part, support
        return None

    def _judged(self, claim: str, sentences: Sequence[str]) -> Grounding:
        compared = looked_at(claim, sentences, self.vectors)
        kind = kind_of(compared, self._weights.kinds)
        model, values = self._weights.signs.of(kind), signs(compared)
        if kind != "copied" and self._read and self._reader:
            says = self._reader.read([(claim, nearest_text(compared, sentences))])[0]
            model, values = self._read.of(kind), with_reader(model, values, says)
        support = probability(model.support.log_odds(values))
        contradiction = probability(model.contradiction.log_odds(values))
        verdict = _verdict(support, contradiction, model)
        objected = objection(compared, kind)
        if verdict == "supported" and objected:
            verdict, support = "unsupported", min(support, model.partial)
        copied, unnamed = kind == "copied", [token for token in compared.words if _is_name(token)]
        against = doubt(compared, unnamed, copied=copied)
        return Grounding(verdict, support, reason(verdict, compared, copied=copied), objected, against)


def looked_at(claim: str, sentences: Sequence[str], vectors: SentenceVectors) -> Compared:
    """A claim beside one sentence or more, as the signs see them.

    Raises:
        EmbeddingError: the embedder failed.
    """
    own, *given = vectors.of([clean(claim), *(clean(sentence) for sentence in sentences)])
    return beside(read(claim), [read(sentence) for sentence in sentences], np.stack(given) @ own)


def kind_of(compared: Compared, gate: Gate) -> Kind:
    """Whether the claim is a copy of a sentence with little changed, or told of few sentences, or of an abstract."""
    if compared.difference.order >= gate.order and compared.difference.run >= gate.run:
        return "copied"
    return "sentences" if len(compared.places) <= gate.sentences else "abstract"


def objection(compared: Compared, kind: Kind) -> bool:
    """Whether the claim cannot be called supported, however like it the text is, as what it names is not there.

    That is a number that was measured or counted; of a claim copied with little changed, any number in digits or in the
    place of another, the name of a thing, and a word put in that makes it rare.
    """
    if kind != "copied":
        return any(token.quantity and is_measure(token.quantity) for token in compared.numbers)
    missing = any(token.quantity and not token.quantity.spelled for token in compared.numbers)
    changed = bool(compared.difference.numbers) or any(makes_rare(word.lower()) for word in compared.difference.added)
    return missing or changed or any(_is_name(token) for token in compared.words)


def _is_name(token: Token) -> bool:
    """Whether a word can only be the name of one thing: "VeLoRA", "GPT-4", "ELECTRA"."""
    return token.kind == "name" and len(token.key) >= TELLING and not token.text[1:].islower()


def nearest_text(compared: Compared, sentences: Sequence[str]) -> str:
    """The sentences nearest to the claim, in their own order, as the reader is given them."""
    return " ".join(sentences[i] for i in sorted(compared.places[:READ]))


def with_reader(model: Model, values: Sequence[float], probabilities: NDArray[np.float32]) -> tuple[float, ...]:
    """The inputs of a model with a reader, in the order of `READ_SIGNS`."""
    own = model.support.log_odds(values), model.contradiction.log_odds(values)
    supports, contradicts, _ = np.clip(probabilities.astype(float), LEAST, 1 - LEAST)
    return (*own, float(np.log(supports / (1 - supports))), float(np.log(contradicts / (1 - contradicts))))


def _read_models(weights: GroundingWeights, reader: Reader | None) -> ReadModels | None:
    if reader is None:
        return None
    if weights.read is None or weights.fitted_on.reader != reader.fingerprint:
        raise InputError(
            f"assistant/grounding.json was fitted with reader {weights.fitted_on.reader}, not {reader.fingerprint}; "
            "run python -m evals fit-grounding"
        )
    return weights.read


def _excuse(claim: str) -> str:
    """Why a claim cannot be judged; empty where it can."""
    if len(claim) > LONGEST:
        return TOO_LONG
    if not read(claim).keys:
        return NOTHING_SAID
    letters = [c for c in claim if c.isalpha()]
    latin = sum(c < "\u0250" or "\u0370" <= c < "\u0400" for c in letters)
    return COMPARED_IN_VAIN if letters and latin * 2 < len(letters) else ""


def _verdict(support: float, contradiction: float, model: Model) -> Verdict:
    if support >= model.supported:
        return "supported"
    if contradiction >= model.contradicted:
        return "contradicted"
    return "partial" if support >= model.partial else "unsupported"
