"""A second copy of a paper, changed as sources change them: what must merge. Each change is a function of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from assistant.records import Paper, Source

Change = Callable[[Paper, Random], Paper | None]
"""Gives None where a paper cannot be changed so."""

PEOPLE: tuple[tuple[str, ...], ...] = (
    ("Jürgen Müller", "Juergen Mueller", "Jurgen Muller", "Müller, J."),
    ("Søren Østergård", "Soren Ostergard", "Østergård, Søren", "S. Oestergaard"),
    ("Юрий Щербаков", "Yury Shcherbakov", "Iurii Shcherbakov", "Щербаков Ю."),
    ("Евгений Жуковский", "Evgeny Zhukovsky", "E. Zhukovskii", "Yevgeny Zhukovskiy"),
    ("Łukasz Żółkowski", "Lukasz Zolkowski", "Zolkowski L", "Ł. Żółkowski"),
    ("José Núñez Cabrera", "Jose Nunez Cabrera", "J. Núñez Cabrera", "Cabrera, José Núñez"),
    ("Weiling Zhao", "Zhao Weiling", "W. Zhao", "Zhao, Weiling"),
    ("Margaret Atherton", "M. Atherton", "Atherton, M.", "Atherton M"),
    ("Pieter van der Linde", "P. van der Linde", "van der Linde, Pieter", "Linde, P. van der"),
    ("Ayşe Çağlar", "Ayse Caglar", "Çağlar, A.", "A. Caglar"),
    ("Bola Adeyemi", "Adeyemi, B.", "B. Adeyemi", "Adeyemi, Bola"),
    ("Θεόδωρος Παπαδάκης", "Theodoros Papadakis", "T. Papadakis", "Papadakis, Th."),
)
"""First authors under several spellings each; made up."""
COAUTHORS = ("Ines Farrow", "Tom Okafor", "Lia Brandt", "Noah Petrie", "Sana Qureshi", "Ivo Hart")
_AMERICAN = tuple(
    tuple(pair.split("/"))
    for pair in (
        "tumor/tumour behavior/behaviour color/colour labeling/labelling modeling/modelling signaling/signalling "
        "analyz/analys optimiz/optimis characteriz/characteris leukemi/leukaemi anemi/anaemi estrogen/oestrogen "
        "pediatric/paediatric hemo/haemo center/centre fiber/fibre randomiz/randomis generaliz/generalis utiliz/utilis "
        "organiz/organis ischemi/ischaemi esophag/oesophag neighbor/neighbour polariz/polaris localiz/localis "
        "synthesiz/synthesis recogniz/recognis regulariz/regularis visualiz/visualis tokeniz/tokenis quantiz/quantis"
    ).split()
)
_ACCENTS = {"é": r"\'e", "ö": r"\"o", "ü": r"\"u", "ä": r"\"a", "ç": r"\c{c}", "ñ": r"\~n"}
_SIGNS = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "kappa": "κ", "lambda": "λ"}  # noqa: RUF001 - Greek is meant


def typos(paper: Paper, random: Random) -> Paper | None:
    """One or, in long titles, two slips of the fingers in words of six letters and more."""
    words = paper.title.split(" ")
    places = [n for n, word in enumerate(words) if len(re.sub(r"\W", "", word)) >= 6 and word.isalpha()]
    if not places:
        return None
    for n in random.sample(places, min(len(places), 1 + (len(places) > 4 and random.random() < 0.4))):
        words[n] = _slipped(words[n], random)
    return _titled(paper, " ".join(words))


def _slipped(word: str, random: Random) -> str:
    n = random.randrange(1, len(word) - 2)
    letter = random.choice("etaoinshrdlu")
    return random.choice(
        (
            word[:n] + word[n + 1] + word[n] + word[n + 2 :],
            word[:n] + word[n + 1 :],
            word[:n] + letter + word[n:],
            word[:n] + letter + word[n + 1 :],
        )
    )


def cut_subtitle(paper: Paper, random: Random) -> Paper | None:  # noqa: ARG001 - as all changes
    """What stands before a colon; where there is none, the title gets a subtitle in the other copy's place."""
    head, colon, tail = paper.title.partition(": ")
    return _titled(paper, head) if colon and len(head.split()) > 1 and len(tail.split()) > 1 else None


def case(paper: Paper, random: Random) -> Paper | None:
    """In capitals, in title case, in small letters."""
    return _titled(paper, random.choice((paper.title.upper(), paper.title.title(), paper.title.lower())))


def latex(paper: Paper, random: Random) -> Paper | None:
    """As a BibTeX file has it: braces round words, accents and Greek letters as commands, a dash as two."""
    title = "".join(_ACCENTS.get(letter, letter) for letter in paper.title).replace("&", r"\&").replace("%", r"\%")
    for name, sign in _SIGNS.items():
        title = re.sub(rf"\b{name}\b|{sign}", rf"$\\{name}$", title)
    words = [f"{{{word}}}" if random.random() < 0.3 and word.isalpha() else word for word in title.split(" ")]
    return _titled(paper, "{" + " ".join(words) + "}")


def spelling(paper: Paper, random: Random) -> Paper | None:  # noqa: ARG001 - as all changes
    """British for American or the other way round, and "&" for "and"."""
    title = paper.title.replace(" and ", " & ")
    for american, british in _AMERICAN:
        here, there = (british, american) if british in title else (american, british)
        title = title.replace(here, there)
    return _titled(paper, title)


def hyphens(paper: Paper, random: Random) -> Paper | None:
    """A hyphen left out, or made a blank; a blank made a hyphen."""
    if "-" in paper.title.strip("-"):
        return _titled(paper, paper.title.replace("-", random.choice(("", " ", "\u2013"))))
    words = paper.title.split(" ")
    n = random.randrange(1, len(words)) if len(words) > 2 else 0
    return _titled(paper, " ".join(words[:n]) + "-" + " ".join(words[n:])) if n else None


def transliterated(paper: Paper, random: Random) -> Paper | None:
    """The first author in another spelling or script."""
    spellings = next((names for names in PEOPLE if paper.authors and paper.authors[0] in names), ())
    others = [name for name in spellings if name != paper.authors[0]]
    return replace(paper, authors=(random.choice(others), *paper.authors[1:])) if others else None


def initials(paper: Paper, random: Random) -> Paper | None:  # noqa: ARG001 - as all changes
    """All authors with initials for given names, in a record that knows no date."""
    if any("," in name or name.split()[-1].isupper() for name in paper.authors):
        return None
    short = tuple(f"{name.split()[0][0]}. {' '.join(name.split()[1:])}" for name in paper.authors)
    return replace(paper, authors=short, date=None, year=None)


def published(paper: Paper, random: Random) -> Paper | None:
    """The version in a journal: another year, a DOI for the arXiv id, sometimes a slip in the title."""
    if paper.year is None:
        return None
    year = paper.year + random.choice((0, 1, 1, 2))
    version = typos(paper, random) if random.random() < 0.2 else None
    doi = f"10.5555/{random.randrange(10**9)}"
    return replace(version or paper, arxiv_id=None, doi=doi, year=year, date=str(year), venue="Journal of Samples")


def retitled(paper: Paper, random: Random) -> Paper | None:
    """The abstract under another title, made of the same words in another order."""
    words = [word.strip(":,.?") for word in paper.title.split(" ")]
    if len(words) < 5 or any(letter.isdigit() for letter in paper.title):
        return None
    n = random.randrange(2, len(words) - 2)
    first = random.choice(("Towards", "On", "Understanding", "Rethinking"))
    return _titled(paper, f"{first} {' '.join(words[n:])} in {' '.join(words[: n - 1])}")


MERGING: dict[str, Change] = {
    "typos": typos,
    "subtitle cut": cut_subtitle,
    "case": case,
    "LaTeX": latex,
    "spelling": spelling,
    "hyphens": hyphens,
    "author transliterated": transliterated,
    "initials, no date": initials,
    "preprint and published": published,
    "retitled": retitled,
}
"""All changes that leave a paper the same one, by what the report calls them."""


def same_text(text: str, random: Random) -> str:  # noqa: ARG001 - as all changes
    """The abstract as it was."""
    return text


def cut_text(text: str, random: Random) -> str:
    """The beginning of an abstract, as some pages show it."""
    words = text.split(" ")
    return " ".join(words[: max(25, int(len(words) * random.uniform(0.35, 0.8)))]) + " ..."


def edited_text(text: str, random: Random) -> str:
    """An abstract gone over: one word in ten changed or left out."""
    words = text.split(" ")
    return " ".join(random.choice(words) if random.random() < 0.06 else w for w in words if random.random() > 0.04)


def rewritten_text(text: str, random: Random) -> str:
    """An abstract of which every second sentence is kept, in another order."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    kept = sentences[::2]
    random.shuffle(kept)
    return " ".join(kept)


def retold_text(text: str, random: Random) -> str:
    """An abstract told anew: the same words, and hardly two of them in the old order."""
    words = text.split(" ")
    random.shuffle(words)
    return " ".join(words)


SAME_TITLE = (case, latex, spelling, hyphens, transliterated, initials)
"""Changes after which title, year and author still say what they said: the abstract may be any."""
TEXTS = (same_text, same_text, cut_text, edited_text, rewritten_text)
"""What happens to the abstract of a second copy, each equally often."""


def second_copy(paper: Paper, change: Change, random: Random) -> Paper | None:
    """`paper` changed, from another source and with its abstract treated as one of `TEXTS`."""
    changed = change(paper, random)
    if changed is None:
        return None
    texts = TEXTS[:3] if change is retitled else (*TEXTS, retold_text) if change in SAME_TITLE else TEXTS
    text = random.choice(texts)(paper.abstract, random)
    source = Source("second.bib", "bibtex", f"s{paper.sources[0].entry}")
    return replace(changed, abstract=text or paper.abstract, sources=(source,))


def _titled(paper: Paper, title: str) -> Paper | None:
    return replace(paper, title=title) if title and title != paper.title else None
