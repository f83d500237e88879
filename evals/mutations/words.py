"""The word tables of the mutations, each in two halves: what a grounding scorer may know, and what it must not.

A scorer that were built on the very words that mutations swap would find them by looking them up. `SHARED` holds what
any such scorer has ("higher" and "lower"); `HELD_OUT` puts in words that it has to understand by other means. What
`HELD_OUT` puts in a word's place stands in no table, list or pattern that a scorer is made of or trained with (a test
looks); the report gives both halves on lines of their own.
"""

from __future__ import annotations

from dataclasses import dataclass


def _pairs(text: str) -> dict[str, str]:
    """Each word of "a/b" with its opposite, both ways; of "a>b" one way only; "_" stands for a blank."""
    found: dict[str, str] = {}
    for entry in text.split():
        one, sign, two = entry.partition("/") if "/" in entry else entry.partition(">")
        found.setdefault(one.replace("_", " "), two.replace("_", " "))
        if sign == "/":
            found.setdefault(two.replace("_", " "), one.replace("_", " "))
    return found


@dataclass(frozen=True, slots=True)
class Tables:
    """One half of the tables: opposites by word, and templates of made-up sentences.

    A template's slots: {own} and {other} are plural noun phrases of the cited and of another paper, {name} what the
    cited paper calls its work, {rival} a name from elsewhere, {n} a count, {share} a number up to 100.
    """

    opposites: dict[str, str]
    templates: tuple[str, ...]


SHARED = Tables(
    _pairs(
        "higher/lower larger/smaller bigger>smaller greater>smaller better/worse best/worst faster/slower "
        "more/less fewer>more longer/shorter above/below high/low "
        "outperforms/underperforms outperform/underperform outperformed/underperformed outperforming/underperforming "
        "increases/decreases increased/decreased increasing/decreasing "
        "reduces>increases reduced>increased reducing>increasing reduce>increase "
        "improves>worsens improve>worsen improved>worsened improving>worsening exceeds>falls_below exceed>fall_below"
    ),
    (
        "{own} were filtered by {n} annotators before {other} were added.",
        "The largest gain, {share}%, is seen on {other} rather than on {own}.",
        "The authors compare {name} with {rival} on {n} {other} and find no difference.",
        "{name} was trained for {n} days on {other}.",
        "A user study with {n} participants prefers {name} in {share}% of the cases.",
        "Most errors of {name} come from {own} that also occur in {other}.",
    ),
)

HELD_OUT = Tables(
    _pairs(
        "surpasses>trails surpass>trail surpassed>trailed surpassing>trailing outperforms>trails outperform>trail "
        "outperformed>trailed outperforming>trailing beats>bows_to beat>bow_to exceeds>trails exceed>trail "
        "improves>undermines improve>undermine improved>undermined improving>undermining improvement>setback "
        "improvements>setbacks enhances>undermines enhance>undermine enhanced>undermined enhancing>undermining "
        "boosts>hampers boosting>hampering helps>hampers reduces>inflates reduce>inflate reduced>inflated "
        "reducing>inflating increases>curbs increased>dwindling increasing>dwindling better>poorer best>poorest "
        "larger>tinier smaller>heftier longer>briefer high>meagre low>hefty faster>more_sluggish "
        "superior>second-rate strong>feeble stronger>feebler strongest>feeblest weak>mighty rich>meagre "
        "easier>more_laborious easy>laborious difficult>effortless simpler>more_convoluted simple>convoluted "
        "cheaper>costlier cheap>costly expensive>affordable robust>brittle robustness>brittleness stable>shaky "
        "stability>shakiness efficient>wasteful efficiently>wastefully effective>useless "
        "effectively>clumsily effectiveness>uselessness accurate>erroneous accurately>erroneously "
        "reliable>untrustworthy consistent>erratic consistently>erratically possible>infeasible "
        "beneficial>counterproductive facilitates>obstructs accelerates>stalls accelerate>stall "
        "accelerating>stalling mitigates>fuels mitigate>fuel alleviates>fuels alleviate>fuel "
        "often>seldom frequently>seldom rises>plunges rose>plunged grows>dwindles grow>dwindle minimal>enormous "
        "preserves>wrecks preserving>wrecking retains>forfeits maintains>forfeits"
    ),
    (
        "Half of the {own} turned out to be duplicates of {other} and were left out.",
        "The authors attribute the result to {other}, which {n} reviewers checked by hand.",
        "On {other}, {name} needs {n} times the memory of {rival}.",
        "An earlier version of {name} had been withdrawn because its {own} leaked into {other}.",
        "{name} is already in use at {n} hospitals, where it sorts {other}.",
        "The paper closes with a proof that {own} and {other} cannot be told apart in polynomial time.",
        "With {rival} in place of its own encoder, {name} drops to {share}% on {own}.",
    ),
)

SPELLED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("two", "three", "four", "five", "six"), ("two", "three", "four", "five", "six", "nine")),
    **dict.fromkeys(
        ("seven", "eight", "nine", "ten", "eleven", "twelve"), ("five", "seven", "eight", "ten", "fourteen")
    ),
    **dict.fromkeys(("twenty", "thirty", "forty", "fifty", "sixty"), ("fifteen", "thirty", "forty", "sixty", "ninety")),
    "half": ("a quarter",),
    "quarter": ("half",),
    "third": ("fifth",),
    "twice": ("five times",),
    "doubles": ("triples",),
    "doubling": ("tripling",),
    "double": ("triple",),
    "halves": ("doubles",),
    "triples": ("doubles",),
    "dozen": ("score",),
    "tens": ("hundreds",),
    "hundreds": ("dozens",),
    "thousands": ("dozens",),
    "millions": ("thousands",),
    "billions": ("millions",),
    "trillions": ("millions",),
}
"""Numbers in words, each with what may stand in its place."""

MAGNITUDES: dict[str, str] = {
    "hundred": "thousand",
    "thousand": "million",
    "million": "billion",
    "billion": "million",
    "trillion": "billion",
    "K": "M",
    "k": "M",
    "M": "B",
    "B": "M",
    "T": "B",
}

UNITS: dict[str, str] = _pairs(
    "GB/MB TB>GB KB>GB GiB/MiB ms>s milliseconds>seconds seconds>minutes minutes>hours hours>days days>weeks "
    "weeks>months months>years years>months hour>day day>month bits>bytes bit>byte bytes>bits kg>g mm>cm cm>km km>m "
    "points>percent mg>g"
)

LANGUAGES: tuple[str, ...] = tuple(
    "Arabic Bengali Chinese Czech Danish Dutch English Finnish French German Greek Hindi Hungarian Indonesian Italian "
    "Japanese Korean Norwegian Persian Polish Portuguese Romanian Russian Spanish Swahili Swedish Tamil Thai Turkish "
    "Ukrainian Urdu Vietnamese".split()
)

GENERIC: frozenset[str] = frozenset(
    "LLM LLMs LM LMs PLM PLMs NLP NLU NLG AI ML GPU GPUs CPU CPUs TPU TPUs API APIs SOTA MLM QA IR RL DNN DNNs URL "
    "NN NNs RNN CNN ID IDs GB MB TB KB FLOPs FLOPS AGI II III IV USA UK EU DNA RNA PDF HTML VLM VLMs MLLM MLLMs "
    "RAG KG KGs".split()
)
"""Names of no particular model, dataset or method."""
