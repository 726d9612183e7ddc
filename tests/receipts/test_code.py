"""Codes and references: typed by tired people, checked kindly, never guessed."""

import re

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.receipts.code import (
    ALPHABET,
    EXAMPLE_REFERENCE,
    Mistyped,
    check_reference,
    group,
    key_pair,
    lookup_hash,
    new_code,
    new_reference,
    normalise,
    symmetric_key,
)

codes = st.builds(new_code)


def refused(typed: str) -> Mistyped:
    with pytest.raises(Mistyped) as caught:
        normalise(typed)
    return caught.value


@given(codes)
def test_a_new_code_has_21_symbols_in_groups_and_reads_back(code: str) -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{21}}", code)
    assert re.fullmatch(r"(\w{4}-){5}\w", group(code))
    assert normalise(group(code)) == code


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


@given(codes)
def test_the_ways_people_write_it(code: str) -> None:
    shown = group(code)
    for typed in (
        shown.lower(),
        f"  {shown} \r\n",
        shown.replace("-", " – "),
        shown.replace("-", ""),
        shown.replace("0", "O").replace("1", "l"),
        shown.replace("0", "o").replace("1", "I"),
        shown.translate(str.maketrans("ABCEHKMPTXY3", "АВСЕНКМРТХУЗ")),  # typed on a Cyrillic keyboard
        shown.translate(str.maketrans("ABCEHKMPTXY0", "авсенкмртхуо")),
        "".join(chr(ord(c) + 0xFEE0) for c in code),  # full width
        "\u200b".join(shown),
        "\u202e" + shown + "\u202c",
    ):
        assert normalise(typed) == code


@given(codes, st.integers(0, 20), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_noticed(code: str, at: int, symbol: str) -> None:
    assume(code[at] != symbol)
    error = refused(code[:at] + symbol + code[at + 1 :])
    assert error.reason == "check"
    assert "One character seems to be wrong" in error.message


@given(codes, st.integers(0, 18))
def test_every_swap_of_neighbours_is_noticed(code: str, at: int) -> None:
    assume(code[at] != code[at + 1])
    assert refused(code[:at] + code[at + 1] + code[at] + code[at + 2 :]).reason == "check"


@pytest.mark.parametrize(
    "change, reason, words",
    [
        (lambda c: c[:-1], "short", "20 of 21 characters"),
        (lambda c: c + "0", "long", "22 characters instead of 21"),
        (lambda c: "U" + c[1:], "symbol", "U"),
        (lambda c: "@" + c[1:], "symbol", "@"),
        (lambda c: "Ж" + c[1:], "symbol", "Ж"),
        (lambda c: "", "empty", "Enter"),
        (lambda c: " - \n", "empty", "Enter"),
    ],
)
def test_each_mistake_has_its_answer(change, reason: str, words: str) -> None:  # type: ignore[no-untyped-def]
    error = refused(change(new_code()))
    assert error.reason == reason
    assert words in error.message


@given(st.text(max_size=60))
def test_any_text_is_refused_kindly_and_not_repeated(typed: str) -> None:
    assume(not re.fullmatch(r"[\w\s-]{21,}", typed))
    error = refused(typed)
    assert error.message
    assert typed not in str(error) or len(typed) < 3


def test_messages_are_translated_when_asked() -> None:
    with translation.override("ru"):
        assert refused("x").message


@given(codes, codes)
def test_what_is_derived_from_a_code(code: str, other: str) -> None:
    assume(code != other)
    private, public = key_pair(code)
    assert (private, public) == key_pair(group(code).lower())
    derived = {private, public, symmetric_key(code), lookup_hash(code), lookup_hash(code, "draft")}
    assert len(derived) == 5
    assert all(len(value) == 32 for value in derived)
    assert not derived & {*key_pair(other), symmetric_key(other), lookup_hash(other)}


@given(st.integers(2000, 2999))
def test_references(year: int) -> None:
    reference = new_reference(year)
    assert re.fullmatch(rf"PHR-{year}-[{ALPHABET}]{{7}}-[{ALPHABET}]", reference)
    plain = reference.replace("-", "")
    for typed in (
        reference,
        reference.lower(),
        plain,
        reference[4:],
        f" {plain} ",
        reference.replace("0", "O"),
    ):
        assert check_reference(typed) == reference


def test_the_example_shown_is_right() -> None:
    assert check_reference(EXAMPLE_REFERENCE) == EXAMPLE_REFERENCE


@given(st.builds(new_reference, st.just(2026)), st.integers(4, 17), st.sampled_from(ALPHABET))
def test_a_wrong_symbol_in_a_reference_is_noticed(reference: str, at: int, symbol: str) -> None:
    assume(reference[at] not in f"-{symbol}")
    with pytest.raises(Mistyped):
        check_reference(reference[:at] + symbol + reference[at + 1 :])


NOT_ONE = ["", "PHR", "PHR-2026", "PHR-2026-4XQ7K2M", "x" * 300, "PHR-ABCD-4XQ7K2M-F", "\0", "%s%d"]


@pytest.mark.parametrize("text", NOT_ONE)
def test_other_texts_are_no_references(text: str) -> None:
    with pytest.raises(Mistyped) as caught:
        check_reference(text)
    assert caught.value.message
