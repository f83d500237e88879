"""Where a title ends when nothing but a space stands between it and the abstract. All entries are invented."""

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.records import Paper
from ingest.formats import ReadOptions
from ingest.formats.listing import Listing
from ingest.formats.title_boundary import split_title
from ingest.formats.title_fit import fingerprint, training_pairs
from ingest.formats.title_weights import FITTED_ON

SHARED = Path(__file__).parents[2] / "shared"

TAIL = " The idea is tested on four gardens and two orchards. It saves a third of the water in all of them."

CASES = {
    "sentence case behind title case": ("Watering Gardens by Rain Forecasts", "Gardens are watered far too often."),
    "pronoun": ("Sparse Watering of Dense Orchards", "We propose a schedule that waters every tenth tree."),
    "this paper": ("A Field Guide to Drip Pipes: What Breaks and When", "This paper looks at two decades of repairs."),
    "in this work": ("On the Decay of Garden Hoses", "In this work, we measure how fast rubber ages outdoors."),
    "question title": ("Do Large Gardens Need Large Pumps?", "Recent pumps have become strong and expensive."),
    "question, then subtitle": (
        "Pump or Well? Comparing Sources of Water for Small Farms",
        "Farmers choose between two sources of water, and the choice is costly.",
    ),
    "question in lower case": (
        "Why do tall trees fall first? Studying Wind Damage via Root Depth",
        "Recent storms have felled many trees in old parks.",
    ),
    "exclamation": ("Stop Mowing!", "Lawns are cut each week although few insects survive it."),
    "full stop within a name": ("Tending Open Fields with Plow.AI", "We introduce a small robot that pulls weeds."),
    "number and full stop": ("Greenhouse 2.0: A Technical Report", "In this report, we present the second greenhouse."),
    "title begins with an abbreviation": (
        "Dr. Seed: Curing Seedlings with Small Doses of Copper",
        "Seedlings have often been lost to fungi in wet springs.",
    ),
    "percentage at the end": (
        "Better Harvests with 0.5% More Shade",
        "Shading tomatoes improves their taste but costs light.",
    ),
    "thousands in the title": (
        "Mapping 2,000+ Meadows from the Air",
        "To compare meadows at scale, we fly over them at dawn.",
    ),
    "lower-case title": (
        "MeadowBot 3: an adapted mower for steep slopes using cheap motors and reduced noise",
        "Large Language Models (LLMs) have reached gardening, and mowers talk.",
    ),
    "lower case throughout": (
        "Soil-aware pruning through few-shot labelling for urban street trees",
        "In this work, we aim to prune street trees without a map of their roots.",
    ),
    "last words of the title open the abstract": (
        "Frost-Resistant Apple Grafts",
        "Apple grafts in cold valleys typically fail in their first winter.",
    ),
    "whole title again": (
        "Large Language Models: A Gardener's View",
        "Large Language Models (LLMs) have drawn the attention of gardeners.",
    ),
    "same phrase on both sides": (
        "Teaching Botany to Large Language Models",
        "Large Language Models (LLMs) often confuse oaks and beeches.",
    ),
    "same phrase, sentence case": (
        "A Survey on Choirs of Experts",
        "Large language models (LLMs) have taken many roles in orchards, from planning to sales.",
    ),
    "title case phrase behind a plural": (
        "CHERRY: Low-Cost Irrigation Advice from LLMs",
        "Large Language Models have shown a fine sense for irrigation.",
    ),
    "acronym explained at once": (
        "Beyond Rows: Planting in Circles for Wind Shelter",
        "Circular Planting Patterns (CPP) protect young trees from wind.",
    ),
    "name explained in brackets": (
        "BARK: Teaching Trees to Drones",
        "BARK (Basic Aerial Recognition Kit) lets drones tell trees apart.",
    ),
    "preposition with title case": (
        "Efficient Hedge Design through Stepwise Growth",
        "As Large Language Models (LLMs) enter nurseries, hedges are designed by them.",
    ),
    "gerund opens": (
        "Tuning Sprinklers on a Budget",
        "Training large sprinkler networks is slow and wastes a good deal of water.",
    ),
    "gerund behind a gerund": (
        "Low-Pressure Sprinkler Modeling",
        "Tuning sprinklers by hand has become the standard way of saving water.",
    ),
    "adjective opens": (
        "How Does Soil Depth Scale with Root Length?",
        "Deep soils let most trees grow roots of more than two metres.",
    ),
    "hyphenated opening": (
        "Grafting with Robotic Arms",
        "State-of-the-art grafting is done by hand and is becoming rare.",
    ),
    "article opens": ("Scaling Laws for Garden Ponds", "The volume of a pond decides how many newts live in it."),
    "article opens with title case behind": (
        "Evaluating Nurseries on Diverse Terrain",
        "The existing Regional Nursery Index (RNI) has not been updated for years.",
    ),
    "clause opens": ("Listening to Bees at Night", "While bees sleep in the dark, their hives are rarely silent."),
    "despite": ("Finding Useful Weeds in Old Fields", "Despite a century of control, weeds remain in every field."),
    "comma behind the first word": (
        "Paraphrasing Bird Song",
        "Recently, recorders in forests have become cheap and small.",
    ),
    "two colons": (
        "Compost: Part II: Heat and Moisture in Small Heaps",
        "Existing guides to composting say little about small heaps.",
    ),
    "dash between two halves": (
        "Forget the Lawn - Moss Grows Everywhere",
        "Moss is often removed from gardens although it needs no care.",
    ),
    "list with an and": (
        "Data for Foresters: Collection, Curation, and Sharing: A Survey",
        "Within the changing practice of forestry, data have a growing role.",
    ),
    "verb in the title": (
        "Shade Is All That Tomatoes Need",
        "Recent trials have found that tomatoes under nets suffer less.",
    ),
    "long title": (
        "Gardens on a Diet: Cost-Efficient Care of Neighbouring Plots for Closely Related Vegetables via Shared Watering",
        "The world of allotments is going through dry years.",
    ),
    "one-word title": ("Photosynthesis", "We study how leaves turn light into sugar on cloudy days."),
    "two-word title": ("The Hedge Surgeon", "Old hedges are becoming too wide for narrow paths."),
    "formula in the title": (
        "$k$-Row Planting: Bounds and Practice",
        "We prove that planting in $k$ rows halves the work.",
    ),
    "formula with power": ("H^2O: A Balance Law for Ponds", "We rigorously establish how rain and use balance."),
    "brackets in the title": (
        "Do Not (Always) Water at Noon: Limits of Evaporation",
        "Watering at noon has been called a mistake for ages.",
    ),
    "quotation in the title": (
        'The "Three Sisters" Revisited: Maize, Beans and Squash',
        "Many gardeners plant three crops together without knowing why.",
    ),
}


@pytest.mark.parametrize(("title", "opening"), CASES.values(), ids=CASES.keys())
def test_invented_entries_are_cut_at_the_title(title: str, opening: str) -> None:
    assert split_title(f"{title} {opening}{TAIL}") == (title, opening + TAIL)


def test_there_are_enough_hard_cases() -> None:
    assert len(CASES) >= 30


def test_what_follows_far_behind_does_not_move_the_cut() -> None:
    title, opening = CASES["pronoun"]
    assert split_title(f"{title} {opening}{TAIL * 500}")[0] == title


def test_both_parts_stay_as_they_are() -> None:
    line = "Ponds and  \\emph{Newts} We count $n$  newts in ponds.\u00a0They hide.  It takes patience."
    title, abstract = split_title(line)
    assert title == "Ponds and  \\emph{Newts}"
    assert abstract == "We count $n$  newts in ponds.\u00a0They hide.  It takes patience."


@pytest.mark.parametrize("line", ["A Title That Lost Its Abstract", "Pump or Well?", "", "Word"])
def test_a_title_alone_has_no_abstract(line: str) -> None:
    with pytest.raises(InputError, match="no abstract"):
        split_title(line)


def test_weights_belong_to_what_they_were_fitted_on() -> None:
    pages = [SHARED / "corpus" / name for name in sorted(p.name for p in SHARED.glob("corpus/00[0124]*.txt"))]
    papers = SHARED / "data" / "spar_bench" / "corpus.jsonl"
    if not pages or not papers.exists():
        pytest.skip("the entries that the weights are fitted on are not here (../shared)")
    assert fingerprint(training_pairs([*pages, papers])) == FITTED_ON, "run the command named in title_weights.py"


def test_title_and_abstract_joined_are_cut_apart_again() -> None:
    """A floor against slips: the weights have seen these entries (5-fold cross-validation gave 98.3 %)."""
    pages = sorted((SHARED / "corpus").glob("00[0124]*.txt"))
    if not pages:
        pytest.skip("the shared corpus is not here (../shared/corpus)")
    entries = [entry for page in pages for entry in Listing().read(page, ReadOptions())]
    known = [entry for entry in entries if isinstance(entry, Paper)]
    right = sum(split_title(f"{p.title} {p.abstract}") == (p.title, p.abstract) for p in known)
    assert right >= 0.97 * len(known)
