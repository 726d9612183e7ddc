"""Codes are kept for ever: complete, unique, in order, each with a neutral label."""

import re

import pytest

from protocol import taxonomy

OTHER = re.compile(
    r"^(G\d+(\(\w\))?|S\d(\.\d)?|L\d+|Decl\. HRD .+|CAT \d+|CRC \d+|INTERPOL Constitution \d+)$"
)
ARTICLE = re.compile(r"^(P7-)?\d+(\(\w+\))*( with \d+)?$")


def test_codes_are_complete_unique_and_in_order() -> None:
    assert [category.code for category in taxonomy.CATEGORIES] == [f"A{number:02}" for number in range(1, 29)]


def test_labels_differ_and_accuse_nobody() -> None:
    labels = [str(category.label) for category in taxonomy.CATEGORIES]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert label[0].isupper()
        assert not label.endswith(".")
        assert "guilty" not in label.lower()


def test_references_are_well_formed() -> None:
    for category in taxonomy.CATEGORIES:
        assert all(ARTICLE.match(article) for article in (*category.iccpr, *category.echr)), category
        assert all(OTHER.match(reference) for reference in category.other), category


@pytest.mark.parametrize(
    "code, iccpr, echr, other",
    [
        ("A01", ("9", "14", "26"), ("5", "6", "18 with 5"), ("G13", "G14", "S2", "S3")),
        ("A18", ("14(7)",), ("P7-4",), ()),
        ("A26", (), ("34",), ("CAT 13", "Decl. HRD 9(4)", "Decl. HRD 12")),
        ("A27", (), (), ("G4", "G5", "S6")),
    ],
)
def test_references(code: str, iccpr: tuple[str, ...], echr: tuple[str, ...], other: tuple[str, ...]) -> None:
    category = taxonomy.by_code(code)
    assert (category.iccpr, category.echr, category.other) == (iccpr, echr, other)


def test_choices_and_unknown_codes() -> None:
    assert taxonomy.choices()[0] == ("A01", "Politically motivated charge")
    assert taxonomy.label("A99") == "A99"
    with pytest.raises(KeyError):
        taxonomy.by_code("A99")


def test_stages_follow_the_proceedings() -> None:
    assert [stage.value for stage in taxonomy.Stage] == [
        "police-investigation",
        "arrest-detention",
        "pre-trial",
        "trial",
        "sentencing",
        "convicted",
    ]
    assert len(taxonomy.Remedy.values) == 9
    assert len(taxonomy.Measure.values) == 8


def test_articles_told_in_words_are_articles_of_a_category() -> None:
    named = {article for category in taxonomy.CATEGORIES for article in category.echr}
    assert set(taxonomy.WORDED) <= named
