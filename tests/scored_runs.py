"""Scored runs made by hand, of invented papers, for tests of what is made of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from assistant.grounding import Grounding
from assistant.records import Verdict
from evals.bootstrap import interval
from evals.scores import CaseScores, JudgedCitation, JudgedSentence, JudgeQuality, Measure, RunInfo, Scores

INFO = RunInfo(
    name="samples extractive",
    started="2026-11-21T12:15:30Z",
    mode="extractive",
    model=None,
    cases="bees.jsonl",
    cases_digest="0123456789abcdef",
    library_papers=12,
    fingerprint="minilm/384",
    judge="embedded",
    version="0.1.0+abc",
    judge_quality=(
        JudgeQuality("scifact", "validation", 0.78, 0.85, 188),
        JudgeQuality("summedits", "all", 0.61, None, 90),
    ),
)
HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "[click](javascript:alert(1)) `code` **bold** | cell | <b>",
    "W" * 5_000,
    "\u202e\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd abc\u202c \u2066x",
    "bell \x07 escape \x1b[31m nul \x00 line\u2028separator",
    "lone \ud800 surrogate",
    "' onmouseover='document.title=1' \" autofocus onfocus=\"document.title=2",
    "<!-- --> ]]> </style></title></details></main> <svg onload=alert(1)>",
    "",
)


def grounding(verdict: Verdict, support: float | None = 0.9) -> Grounding:
    """A judgement with a reason."""
    return Grounding(verdict, support, f"The text says so: {verdict}.")


def sentence(text: str, verdict: Verdict, title: str = "Hive Scales Reveal When Bees Swarm") -> JudgedSentence:
    """A sentence that cites one paper, quoted word for word, shown as supported."""
    alone = grounding(verdict)
    premise = f"We weigh beehives every minute. {text}"
    cited = JudgedCitation(1, title, text, premise, alone, relevant=verdict == "supported")
    return JudgedSentence(text, "supported", alone, (cited,))


def case(number: int, values: Mapping[str, float | None], **changes: object) -> CaseScores:
    """Case `bee-0{number}` with these values; other fields as given."""
    plain = CaseScores(
        id=f"bee-{number:02}",
        kind="single_fact",
        tags=("bees",),
        question=f"What does hive {number} weigh?",
        status="answered",
        text=f"Hive {number} weighs {number} kg. [1]",
        values=tuple(values.items()),
        judged=(sentence(f"Hive {number} weighs {number} kg.", "supported"),),
        gold=("Hive Scales Reveal When Bees Swarm",),
        key_facts=((f"{number} kg", True),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def scored(cases: Sequence[CaseScores], info: RunInfo = INFO) -> Scores:
    """A run of these cases, its measures the means of what they have."""
    names = dict.fromkeys(name for one in cases for name, _ in one.values)
    return Scores(info, tuple(_measure(name, cases) for name in names), tuple(cases))


def _measure(name: str, cases: Sequence[CaseScores]) -> Measure:
    told = [value for one in cases for key, value in one.values if key == name]
    known = [value for value in told if value is not None]
    unscored = len(told) - len(known)
    if not known:
        return Measure(name, None, None, None, 0, unscored)
    bounds = (0.0, 1.0) if max(known) <= 1 else None
    return Measure(name, fmean(known), *interval(known, bounds=bounds), len(known), unscored)


def good_run(cases: int = 20) -> Scores:
    """Most is right: every fifth answer cites a paper that does not say so, and one question was failed."""
    return scored([*(_usual(number) for number in range(1, cases)), _failed(cases)])


def _usual(number: int) -> CaseScores:
    wrong = number % 5 == 0
    values = {
        "right outcomes": float(not wrong),
        "wrong answers": float(wrong),
        "confidence": 1 - number / 40,
        "citation recall": float(not wrong),
        "citation precision": 0.5 if wrong else 1.0,
        "cites gold": float(not wrong),
        "key facts": None if number == 7 else float(not wrong),
        "nDCG@10 search": 0.63 if wrong else 1.0,
        "failed": 0.0,
        "seconds": 0.05 + number / 1000,
    }
    if number % 6 == 1:
        return _absent(number)
    if not wrong:
        return case(number, values, tags=("bees", "even" if number % 2 == 0 else "odd"))
    return case(
        number,
        values,
        kind="why_how",
        judged=(
            sentence("Bees leave at noon.", "unsupported", "Night Trains"),
            JudgedSentence("So.", "unchecked", grounding("unchecked", None)),
        ),
        key_facts=((f"{number} kg", False), ("noon", True)),
    )


def _absent(number: int) -> CaseScores:
    values = {"right outcomes": 1.0, "missed abstentions": 0.0, "failed": 0.0, "seconds": 0.04}
    blank = {
        "judged": (),
        "gold": (),
        "key_facts": (),
        "text": "",
        "status": "abstained",
        "nearest": ("Glacier Mice Move Together",),
    }
    return case(number, values, kind="near_miss", **blank)


def _failed(number: int) -> CaseScores:
    values = {"right outcomes": None, "cites gold": None, "failed": 1.0, "seconds": None}
    return case(number, values, status="failed", judged=(), text="", error="ModelError: the model went away; try again")


def hostile_run() -> Scores:
    """Every text that comes from outside is made to break out of the page."""
    cases = [_hostile(number, words) for number, words in enumerate(HOSTILE)]
    name = HOSTILE[0] + HOSTILE[1]
    missing = tuple(HOSTILE)
    info = replace(INFO, name=name, model=HOSTILE[0], cases=HOSTILE[1], judge=HOSTILE[8], missing=missing)
    return scored(cases, info)


def _hostile(number: int, words: str) -> CaseScores:
    judged = JudgedSentence(
        words,
        words,
        Grounding("unsupported", 0.1, words),
        (JudgedCitation(1, words, words, f"{words} and more", Grounding("partial", 0.5, words), relevant=False),),
    )
    outside = {"id": f"{number}{words}", "kind": words, "tags": (words, "hostile"), "question": words, "status": words}
    lists = {
        "gold": (words,),
        "nearest": (words,),
        "key_facts": ((words, False),),
        "key_points": ((words, words),),
        "error": words if number % 2 else "",
    }
    values = {"cites gold": 0.0, "citation recall": 0.5, words: 0.25}
    return case(number, values, text=words, judged=(judged,) if number % 3 else (), **outside, **lists)
