"""A true sentence said a little differently, so that finding what is false in it is not comparing strings.

Each rewriting keeps what is said. Those that apply are all made; a sentence to which none applies has no paraphrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from evals.mutations.base import put
from evals.mutations.verbs import THIRD_AFTER_NAME

_PEOPLE = (
    (re.compile(r"\b[Tt]he authors\b(?!['’])"), "the researchers"),
    (re.compile(r"\b[Ww]e\b"), "the authors"),
    (re.compile(r"\b[Oo]urs\b"), "theirs"),
    (re.compile(r"\b[Oo]ur\b"), "their"),
    (re.compile(r"(?<=\w )us\b"), "them"),
    (re.compile(r"\b[Tt]his (?=paper|work|study|article)"), "the "),
)
_SAME = {
    "show": "demonstrate",
    "shows": "demonstrates",
    "showed": "demonstrated",
    "shown": "demonstrated",
    "demonstrate": "show",
    "demonstrates": "shows",
    "propose": "put forward",
    "proposes": "puts forward",
    "introduce": "present",
    "introduces": "presents",
    "present": "introduce",
    "presents": "introduces",
    "achieves": "attains",
    "achieve": "attain",
    "reaches": "attains",
    "utilize": "use",
    "utilizes": "uses",
    "uses": "employs",
    "employs": "uses",
    "requires": "needs",
    "needs": "requires",
    "approximately": "about",
    "obtain": "get",
    "investigate": "study",
    "investigates": "studies",
    "evaluate": "assess",
    "examine": "look at",
    "examines": "looks at",
    "demonstrating": "showing",
    "showing": "demonstrating",
    "consists of": "is made up of",
    "enables": "allows",
    "significantly": "markedly",
    "substantially": "considerably",
    "considerably": "substantially",
    "merely": "only",
    "numerous": "many",
    "obtains": "gets",
    "furthermore": "moreover",
    "additionally": "also",
    "whole": "entire",
    "entire": "whole",
    "covers": "spans",
    "remain": "stay",
    "remains": "stays",
    "begin": "start",
    "begins": "starts",
    "needed": "required",
    "supply": "provide",
    "build": "construct",
    "builds": "constructs",
    "roughly": "about",
    "almost": "nearly",
    "nearly": "almost",
    "therefore": "hence",
    "because": "since",
    "although": "even though",
    "commonly": "usually",
    "usually": "commonly",
    "for instance": "for example",
    "for example": "for instance",
    "such as": "like",
    "main": "chief",
    "novel": "new",
    "extensive": "thorough",
    "thorough": "extensive",
    "in order to": "to",
    "compared with": "relative to",
    "compared to": "relative to",
    "each": "every",
    "pretraining": "pre-training",
    "pre-training": "pretraining",
    "pretrained": "pre-trained",
    "pre-trained": "pretrained",
    "fine-tuning": "finetuning",
    "large language models": "LLMs",
    "LLMs": "large language models",
    "dataset": "data set",
    "datasets": "data sets",
    "in terms of": "with regard to",
    "a variety of": "various",
    "does not have to": "need not",
    "is able to": "can",
    "are able to": "can",
    "makes it possible to": "allows one to",
    "however": "yet",
    "the paper": "the article",
    "quickly": "rapidly",
}
_WORDS = re.compile(
    rf"(?<![\w-])({'|'.join(sorted(_SAME, key=len, reverse=True))})(?![\w-])(?! (?:of|other)\b)", re.IGNORECASE
)
_SHORT, _LONG = "LLMs", "large language models"
# Words that are nouns or adjectives as well stay, unless a subject of theirs stands before them.
_VERB_ONLY_AFTER = re.compile(r"\b(?:we|they|authors|researchers|results|experiments|paper|also|to) $", re.IGNORECASE)
_NOUNS_TOO = frozenset(("show", "shows", "present", "presents", "needs", "uses", "needed", "shown", "build", "supply"))
_LEADING = re.compile(
    r"(?:Moreover|Furthermore|Additionally|Specifically|In addition|Notably|Finally|Here|In this (?:paper|work|study)"
    r"|In particular|Importantly|Interestingly|Consequently|In summary|Overall|To (?:this end|address this(?: \w+)?"
    r"|bridge this gap|fill this gap))(?:, | (?=we\b))"
)
_PLACED = re.compile(
    r"(?P<phrase>(?:On|In|For|Across|With|At|Under|After|During|Through|By) [^,;:()]{3,60}), (?P<rest>(?!(?:and|but|or|so|where|which|while|whereas|who|with|as)\b)[^,;:]{10,160})(?P<stop>\.)$"
)
_CONDITION = re.compile(
    r"(?P<phrase>(?:Although|Because|When|If|While|Since|Where|Whereas) [^,;:()]{8,90}), (?P<rest>[^;:]{10,160})(?P<stop>\.)$"
)
# What follows a clause within a sentence would be taken for a part of that clause.
_INNER = re.compile(r"\b(?:where|which|that|who|when|while|and|as)\b")
# A phrase with a verb is a sentence of its own, which ends at the comma.
_CLAUSE = re.compile(rf"\b(?:is|are|was|were|has|have|can|{'|'.join(sorted(THIRD_AFTER_NAME))})\b")
_SIGNS = ((re.compile(r"(?<=\d)%(?![\w-])"), " percent"), (re.compile(r" & "), " and "))


def paraphrase(text: str) -> str | None:
    """The sentence rewritten; None where there is nothing to rewrite.

    >>> paraphrase("In this paper, we show a gain of 5% on maps.")
    'The authors demonstrate a gain of 5 percent on maps.'
    """
    new = text
    for rewrite in _REWRITINGS:
        new = rewrite(new)
    return None if new == text else new


def _without_leading(text: str) -> str:
    match = _LEADING.match(text)
    return put(text[match.end() :], 0, 1, text[match.end()].upper()) if match else text


def _moved(text: str) -> str:
    """A leading phrase or condition put last: "On maps, it is best." made "It is best on maps."."""
    match = _PLACED.fullmatch(text) or _CONDITION.fullmatch(text)
    if not match or (match.re is _PLACED and (_CLAUSE.search(match["phrase"]) or _INNER.search(match["rest"]))):
        return text
    phrase, rest = match["phrase"], match["rest"]
    comma = "," if match.re is _CONDITION else ""
    return f"{rest[0].upper()}{rest[1:]}{comma} {phrase[0].lower()}{phrase[1:]}{match['stop']}"


def _synonyms(text: str) -> str:
    both = _SHORT in text and _LONG in text.lower()
    for match in reversed(list(_WORDS.finditer(text))):
        word = match[0] if match[0] in _SAME else match[0].lower()
        is_noun = word in _NOUNS_TOO and not _VERB_ONLY_AFTER.search(text[: match.start()])
        is_name = word not in _SAME or (word != _SHORT and match[0][1:] != match[0][1:].lower())
        if is_noun or is_name or (both and word in (_SHORT, _LONG)):
            continue
        text = put(text, *match.span(), _SAME[word] if word == _SHORT else _cased(_SAME[word], match[0]))
    return text


def _people(text: str) -> str:
    for pattern, new in _PEOPLE:
        for match in reversed(list(pattern.finditer(text))):
            text = put(text, *match.span(), _cased(new, match[0]))
    return text


def _signs(text: str) -> str:
    for pattern, new in _SIGNS:
        text = pattern.sub(new, text)
    return text


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new


_REWRITINGS: tuple[Callable[[str], str], ...] = (_without_leading, _moved, _people, _synonyms, _signs)
