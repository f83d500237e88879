"""Word lists that tell the language of titles from that of sentences; lower case, without punctuation.

They are closed classes of English (function words, openers), the verbs that papers use to say what they do, and the
commonest modifiers of the field. They name no paper, so that they serve unseen entries as well as seen ones.
"""

from __future__ import annotations

FUNCTION: frozenset[str] = frozenset(
    "a an the of for and or nor in on at to by via with without from into onto over under between among through across "
    "towards toward than as per vs versus beyond during against upon within using that what which who whose is are be its their your our his".split()
)
"""Words that a title does not end with, because something must follow them."""

OPENERS: dict[str, str] = {
    word: name
    for name, words in {
        "we": "we our",
        "it": "this these those it there they",
        "time": "recent recently today nowadays currently lately traditionally historically",
        "turn": "while although though despite however yet whereas unlike rather instead notwithstanding",
        "when": "when as since because if given due motivated inspired driven fueled fuelled based building following",
        "article": "the a an",
        "into": "in with to for over through among within by from on at across under after during beyond as",
        "some": "many most several various all some numerous few both each every one two three no any",
        "known": "existing current prior previous modern traditional conventional contemporary classical standard "
        "state-of-the-art today's",
        "label": "background objective objectives introduction purpose aim aims importance context motivation abstract summary",
        "ask": "can how what why is are do does",
    }.items()
    for word in words.split()
}
"""First words of abstracts, each with the name of its kind. A word of two kinds has the later one."""

PAPER: frozenset[str] = frozenset(
    "paper work study article report survey research technical position tutorial review thesis chapter note letter".split()
)
"""What an abstract calls itself: "This paper", "In this work"."""

VERBS: frozenset[str] = frozenset(
    "is are was were be been has have had can could may might must should will would do does did cannot "
    "present presents propose proposes introduce introduces study studies show shows investigate investigates "
    "explore explores describe describes develop develops demonstrate demonstrates provide provides consider considers "
    "address addresses report reports examine examines analyze analyzes analyse analyses evaluate evaluates offer offers "
    "require requires remain remains rely relies play plays suffer suffers face faces become becomes "
    "achieve achieves achieved enable enables aim aims seek seeks make makes made use uses involve involves "
    "represent represents exhibit exhibits excel excels lack lacks need needs pose poses limit limits hinder hinders "
    "incur incurs extend extends combine combines drive drives affect affects deal deals emerge emerges outperform "
    "outperforms underpin underpins promise promises create creates raise raises improve improves allow allows contain contains include includes encode encodes tend tends often typically usually "
    "focus focuses depend depends struggle struggles lead leads fail fails serve serves yield yields form forms "
    "consist consists appear appears give gives take takes bring brings hold holds encompass attract attracts attracted "
    "emerged gained shown proven become made received grown revolutionized transformed delivered garnered reveal reveals "
    "establish establishes advance advances help helps draw draws argue argues ask asks find finds learn learns".split()
)
"""Words that make a sentence out of a phrase, when one of them soon follows its beginning."""

DANGLING: frozenset[str] = frozenset(
    "large small deep new novel efficient effective improved improving generative neural multimodal multilingual "
    "pre-trained pretrained transformer-based state-of-the-art recent modern high low open non self more most better "
    "current existing autoregressive contrastive vision parameter natural artificial machine reinforcement diffusion "
    "graph knowledge language image text".split()
)
"""Words that usually want a noun behind them: a cut right after one tends to be early or late by a word."""

ADJECTIVE_ENDS: tuple[str, ...] = ("al", "ive", "ic", "ous", "ful", "less", "able", "ible", "ary")
MODIFIER_ENDS: tuple[str, ...] = (
    "-based",
    "-aware",
    "-driven",
    "-efficient",
    "-augmented",
    "-specific",
    "-level",
    "-scale",
)

GERUND_NOUNS: frozenset[str] = frozenset(
    "learning modeling modelling training pretraining pre-training post-training tuning fine-tuning finetuning reasoning "
    "understanding processing planning ranking embedding clustering pruning mining testing parsing decoding encoding "
    "computing engineering prompting scaling answering captioning sampling scheduling programming merging matching "
    "labeling labelling editing tracking mapping imaging rendering grounding routing caching retrieving coding gating "
    "forecasting scoring monitoring networking filtering smoothing sharing masking probing steering thinking".split()
)
"""Words in -ing that name a field or method and so end titles; others open sentences: "Specialising a model is"."""
