"""Two titles side by side."""

import pytest

from ingest.titles import compare_titles, folded

FORMS: dict[str, list[tuple[str, str]]] = {
    "equal": [
        ("Tides in a Bathtub", "TIDES IN A BATHTUB"),
        ("On the Colour of Kettles", "On the Color of Kettles."),
        ("GPT-3 in the Kitchen", "GPT3 in the kitchen"),
        ("Kettles of the Post-Pandemic Era", "Kettles of the postpandemic era"),
    ],
    "near": [
        ("Whistling Kettles and Tides", "Whistling Kettels and Tides"),
        ("Whistling Kettles and Tides", "Whistling Kettle and Tides"),
        ("Whistling Kettles and Tides", "Whistling of Kettles and the Tides"),
    ],
    "cut": [
        ("Whistling Kettles", "Whistling Kettles: How Steam Sings"),
        ("Whistling Kettles and the Tides of Northern Bathtubs", "Whistling Kettles and the Tides of Northern"),
    ],
    "unlike": [
        ("Whistling Kettles", "Boiling Oceans"),
        ("Whistling Kettles and Tides", "Whistling Lamps and Tides"),
        ("BERT and Tides", "BART and Tides"),
        ("Kettles: How Steam Sings", "Kettles: How Water Boils"),
    ],
}
AGAINST = {
    "a part": ("Whistling Kettles: Part I", "Whistling Kettles: Part II"),
    "a part of one only": ("Whistling Kettles", "Whistling Kettles, Part II"),
    "a number that stands last": ("Whistling Kettles", "Whistling Kettles II"),
    "a version": ("A Survey of Kettles", "A Survey of Kettles v2"),
    "an edition": ("A Survey of Kettles", "A Survey of Kettles, Second Edition"),
    "a sequel": ("Whistling Kettles", "Whistling Kettles Revisited"),
    "a year": ("Findings of the Kettle Task 2019", "Findings of the Kettle Task 2020"),
    "a model's number": ("Tides with Kettle-3", "Tides with Kettle-4"),
    "a reply": ("Whistling Kettles", "Reply to: Whistling Kettles"),
    "a comment": ("Whistling Kettles", "Comment on “Whistling Kettles”"),
    "an erratum": ("Whistling Kettles", "Whistling Kettles — Erratum"),
    "a correction": ("Whistling Kettles", "Author Correction: Whistling Kettles"),
    "a negation": ("Whistling Is Caused by Steam", "Whistling Is Not Caused by Steam"),
    "without": ("Kettles With a Lid in Winter", "Kettles Without a Lid in Winter"),
    "an opposite beginning": ("Supervised Kettles of the North", "Unsupervised Kettles of the North"),
    "prefixes that differ": ("Kettle Hypertension in Winter", "Kettle Hypotension in Winter"),
    "within and between": ("Intercellular Kettles of Yeast", "Intracellular Kettles of Yeast"),
    "a letter": ("Vitamin A in Kettles", "Vitamin B in Kettles"),
    "opposites": ("Kettles Increase Noise in Homes", "Kettles Decrease Noise in Homes"),
}


@pytest.mark.parametrize(("form", "one", "two"), [(form, *pair) for form, pairs in FORMS.items() for pair in pairs])
def test_how_titles_compare(form: str, one: str, two: str) -> None:
    for a, b in ((one, two), (two, one)):
        likeness = compare_titles(folded(a), folded(b))
        assert (likeness.form, likeness.against) == (form, "")


@pytest.mark.parametrize(("one", "two"), AGAINST.values(), ids=AGAINST.keys())
def test_what_makes_titles_two_works(one: str, two: str) -> None:
    for a, b in ((one, two), (two, one)):
        assert compare_titles(folded(a), folded(b)).against


@pytest.mark.parametrize("title", ["Error Correction for Kettles", "Discussion of Tides", "Replying Kettles", "?", ""])
def test_a_title_agrees_with_itself(title: str) -> None:
    likeness = compare_titles(folded(title), folded(title))
    assert (likeness.form, likeness.against, likeness.loose) == ("equal", "", False)


@pytest.mark.parametrize(
    ("title", "generic"), [("Editorial", True), ("Letter to the Editor", True), ("Kettles", False)]
)
def test_titles_that_many_papers_have(title: str, generic: bool) -> None:
    assert folded(title).generic is generic


def test_a_number_in_one_title_only_is_noted() -> None:
    likeness = compare_titles(folded("Kettles of 2020 and Their Lids"), folded("Kettles and Their Lids"))
    assert (likeness.loose, likeness.against) == (True, "")
