"""Changes of a sentence that leave true what it says: a lead-in dropped, a clause dropped, other words for the same."""

from __future__ import annotations

import re
from random import Random

from evals.training.edits import like
from evals.training.word_tables import DIGITS, SYNONYMS

_HEADING = re.compile(
    r"^(?:[A-Z][A-Z /&]{4,}[A-Z]:?|(?:Conclusions?|Results?|Findings|Background|Methods|Objectives?):)\s+(?=[A-Z])"
)
_LEAD = re.compile(
    r"^(?:(?:In conclusion|In summary|Taken together|Together|Thus|Therefore|Here|In this study|In this report|In addition|"
    r"Furthermore|Moreover|Additionally|Finally|Interestingly|Importantly|Notably|However|Consequently|Overall|Recently|"
    r"In contrast|Here in|Conversely|Surprisingly|Remarkably|Similarly|Collectively|Using [\w\s-]{3,40}),?\s+)?"
    r"(?:(?:[Ww]e|[Tt]he authors|[Tt]hese (?:results|data|findings|studies|observations)|[Oo]ur (?:results|data|findings|study)|"
    r"[Tt]he (?:results|data|findings)|[Tt]his study|[Rr]esults)\s+(?:also |further |thus |now |have |therefore |clearly )*"
    r"(?:find|found|show|shows|showed|shown|demonstrate|demonstrates|demonstrated|report|reported|observed|conclude|"
    r"concluded|suggest|suggests|suggested|indicate|indicates|indicated|reveal|revealed|propose|hypothesized|confirm|"
    r"confirmed|provide evidence)\s+(?:here\s+)?that\s+)?"
)
_BRACKET = re.compile(r"\s*(?:\([^()]{0,120}\)|\[[^\[\]]{0,120}\])")
_CLAUSE = re.compile(
    r"(?:;\s|,\s(?:which|suggesting|indicating|whereas|while|but|resulting|leading|and thereby|thus|thereby|although|"
    r"and (?:this|that|these|we|it)|including|such as|as well as)\b).*$"
)
_AND_CLAUSE = re.compile(r",?\sand\s(?=(?:\w+\s){4,}).*$")
_OPENING = re.compile(r"^(?:In|After|During|At|On|By|As|Among|Using|With|Because|Although|While|Since)\s[^,]{5,80},\s")
_WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?![\w-])")
_DIGIT = re.compile(r"(?<![\w.,/^-])\d(?![\w^%]|[.,/-]\d|-\w)")
_WORDS_LEFT = 6
HALF = 0.5
SHARES = (0.85, 0.5, 0.5, 0.4)
"""How often a claim is stripped, freed of brackets, shortened, reworded."""


def stripped(text: str) -> str:
    """Without section headings and lead-ins such as "In conclusion, we found that"."""
    body = _HEADING.sub("", text)
    return _sentence(_LEAD.sub("", body, count=1))


def without_brackets(text: str) -> str:
    """Without what stands in round or square brackets."""
    return _sentence(_BRACKET.sub("", text))


def shortened(text: str, rng: Random) -> str:
    """Without a clause at the end or the beginning, if enough is left."""
    pattern = rng.choice((_CLAUSE, _CLAUSE, _AND_CLAUSE, _OPENING))
    rest = pattern.sub("", text)
    return _sentence(rest) if len(rest.split()) >= _WORDS_LEFT else text


def reworded(text: str, seed: int) -> str:
    """Half of the words that have one become a word that means the same; a word's fate depends on no other word."""

    def other(match: re.Match[str]) -> str:
        word = match[0].lower()
        rng = Random(f"{seed} {word}")
        return like(match[0], rng.choice(SYNONYMS[word])) if word in SYNONYMS and rng.random() < HALF else match[0]

    return _WORD.sub(other, text)


def respelt(text: str, rng: Random) -> str:
    """Figures as words, per cent as a word, no full stop."""
    if rng.random() < HALF:
        text = _DIGIT.sub(lambda match: DIGITS.get(match[0], match[0]), text)
    if rng.random() < 0.3:
        text = re.sub(r"(?<=\d)\s?%", " percent", text)
    return text.rstrip(" .") if rng.random() < 0.2 else text


def rewritten(text: str, seed: int) -> str:
    """A claim that the sentence supports: some of the changes above, the same ones for the same seed."""
    rng = Random(seed)
    strips, unbrackets, shortens, rewords = (rng.random() < share for share in SHARES)
    text = stripped(text) if strips else text
    text = without_brackets(text) if unbrackets else text
    text = shortened(text, Random(seed)) if shortens else text
    text = reworded(text, seed) if rewords else text
    return respelt(text, Random(seed))


def _sentence(text: str) -> str:
    """With a capital at the start and one full stop at the end."""
    text = text.strip().rstrip(" ,;:")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."
