"""Words that the training pairs are made with: opposites, words of one kind, words that mean the same."""

from __future__ import annotations

from collections.abc import Iterable

VERBS = (
    "activate affect alter attenuate augment block cause confer contribute control correlate decrease depend determine "
    "differ encode enhance exhibit exist facilitate favor generate improve increase induce influence inhibit interact "
    "lead limit localize mediate modulate occur outperform participate play predict prevent produce promote protect "
    "provide reduce regulate remain require restore result show stimulate suggest support suppress trigger underlie"
).split()
"""Such as take a plain -s."""

_OPPOSITES = """
increase decrease|reduce
increases decreases|reduces
increased decreased|reduced
increasing decreasing|reducing
higher lower
highest lowest
high low
greater smaller|lesser
larger smaller
large small
largest smallest
more less|fewer
most least|few
better worse
best worst
improve worsen|impair
improves worsens|impairs
improved worsened|impaired
improving worsening|impairing
improvement deterioration|worsening
longer shorter
long short
faster slower
fast slow
rapid slow
rapidly slowly
early late
earlier later
before after
above below
positive negative
positively negatively
upregulated downregulated
upregulates downregulates
upregulation downregulation
promote inhibit|prevent
promotes inhibits|prevents
promoted inhibited|prevented
promoting inhibiting|preventing
activate suppress|inhibit
activates suppresses|inhibits
activated suppressed|inactivated
activation suppression|inactivation
activating inactivating|suppressing
stimulates inhibits|blocks
stimulated inhibited|blocked
stimulate inhibit|block
induces prevents|suppresses
induced prevented|suppressed
induce prevent|suppress
enhances impairs|diminishes
enhanced impaired|diminished
enhance impair|diminish
raises lowers
raised lowered
raise lower
gain loss
gained lost
presence absence
present absent
strong weak
stronger weaker
strongly weakly
common rare|uncommon
commonly rarely
frequent infrequent
frequently rarely
often rarely
always never
many few
majority minority
all none|few
effective ineffective
efficient inefficient
efficiently inefficiently
effectively ineffectively
significant insignificant|negligible
significantly insignificantly
sufficient insufficient
necessary unnecessary|dispensable
essential dispensable|unnecessary
required dispensable|unnecessary
critical unimportant|irrelevant
important unimportant
crucial unimportant
able unable
capable incapable
likely unlikely
dependent independent
sensitive resistant|insensitive
sensitivity resistance
susceptible resistant
stable unstable
stability instability
active inactive
known unknown
similar different|dissimilar
same different
safe unsafe|dangerous
beneficial harmful|detrimental
benefit harm
benefits harms
protective harmful
protects harms|endangers
acute chronic
mild severe
maximum minimum
maximal minimal
with without
including excluding
supports contradicts
support contradict
success failure
successful unsuccessful
successfully unsuccessfully
accelerates slows|delays
accelerated slowed|delayed
expand shrink
rise fall
rises falls
rising falling
abundant scarce
accurate inaccurate
simple complex
adequate inadequate
stronger weaker
superior inferior
outperforms underperforms
outperform underperform
easy hard|difficult
easier harder
linear nonlinear
supervised unsupervised
robust fragile
upper lower
deficient sufficient
risk protection
susceptibility resistance
restores abolishes
restored abolished
mature immature
normal abnormal
healthy sick
correct incorrect
directly indirectly
direct indirect
consistent inconsistent
related unrelated
specific nonspecific
"""

_KINDS = (
    "mice rats humans rabbits|men women children|male female|males females|boys girls|mothers fathers|adults children "
    "adolescents|liver kidney lung heart brain spleen pancreas|hepatic renal pulmonary cardiac cerebral pancreatic|"
    "hours days weeks months years|hour day week month year|daily weekly monthly|breast prostate lung ovarian colorectal "
    "gastric pancreatic|diabetes asthma hypertension obesity depression epilepsy|stroke infarction cancer dementia|"
    "systolic diastolic|proximal distal|anterior posterior|dorsal ventral|maternal paternal|prenatal postnatal|"
    "bacterial viral fungal parasitic|bacteria viruses fungi parasites|yeast bacteria zebrafish|plasma urine saliva "
    "serum|blood urine saliva tissue|protein lipid glucose|proteins lipids sugars|kinase phosphatase protease ligase|"
    "phosphorylation methylation acetylation ubiquitination|insulin glucagon leptin|estrogen testosterone cortisol|"
    "sodium potassium calcium magnesium|iron zinc copper|neurons astrocytes microglia hepatocytes|macrophages "
    "neutrophils eosinophils|lymphocytes monocytes platelets|oral intravenous topical|surgery radiotherapy "
    "chemotherapy|morning evening|summer winter|urban rural|north south east west|america europe africa asia australia|"
    "american european african asian australian|china india japan brazil|english french german spanish chinese|"
    "visual auditory tactile olfactory|words images sounds|image text audio video|images texts videos sounds|training "
    "testing validation|encoder decoder|nodes edges|local global|online offline|continuous discrete|generative "
    "discriminative|source target|mean median|sensitivity specificity|prevalence incidence mortality|incidence "
    "mortality survival|precision recall|nuclear cytoplasmic mitochondrial|nucleus cytoplasm mitochondria|transcription "
    "translation replication|exons introns|mothers children|nurses physicians pharmacists|vitamin mineral|smoking "
    "drinking exercise|vaccine antibody drug|schools hospitals prisons|students teachers patients|weight height age"
)

_SAME = (
    "propose introduce present|show demonstrate reveal indicate|shows demonstrates reveals indicates|showed demonstrated "
    "revealed|found observed|use employ utilize|using employing|used employed|method approach technique|methods "
    "approaches techniques|large big|many numerous|several multiple|however but|important crucial vital|essential "
    "critical|individuals people|patients individuals|children kids|therapy treatment|illness disease|risk likelihood|"
    "leads results|enhance boost|enhances boosts|enhanced boosted|reduce lower decrease|reduces lowers decreases|reduced "
    "lowered decreased|increase raise|increases raises|increased raised elevated|inhibit block|inhibits blocks|"
    "inhibited blocked|prevents averts|whether if|necessary needed required|requires needs|major main|role function|"
    "because since|thus therefore|big large|obtain get|examine investigate study|"
    "examined investigated studied|investigate examine|investigated examined|assess evaluate|assessed evaluated|"
    "performed conducted|approximately about around|during throughout|beneficial helpful|novel new|rapidly "
    "quickly|rapid quick|commonly often frequently|primarily mainly mostly|additionally also|furthermore moreover|"
    "trial study|mortality death|cancer tumor|tumors tumours|associated linked|association link|associations links|"
    "correlated related|elevated raised|protein molecule|participants subjects|women females|men males|significantly "
    "substantially|significant substantial|major main|sufficient enough|entire whole|identified discovered|identify "
    "discover|produce generate|produces generates|produced generated|model system|models systems|explore study|allow "
    "enable|allows enables|learn acquire|task problem|tasks problems"
)

NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred thousand "
    "million half twice"
).split()

DIGITS = dict(zip("2 3 4 5 6 7 8 9 10 11 12".split(), NUMBER_WORDS, strict=False))


def _opposites(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Both ways: each opposite leads back to the word whose line is the first to name it."""
    table: dict[str, tuple[str, ...]] = {}
    for line in lines:
        word, others = line.split()
        table.setdefault(word, tuple(others.split("|")))
        for other in others.split("|"):
            table.setdefault(other, (word,))
    return table


def _kinds(groups: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for group in groups.split("|"):
        words = group.split()
        for word in words:
            table.setdefault(word, tuple(other for other in words if other != word))
    return table


ANTONYMS = _opposites(_OPPOSITES.strip().splitlines())
SIBLINGS = _kinds(_KINDS)
SYNONYMS = _kinds(_SAME)
