"""The sealed value: opens with its key at its place, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sealing.errors import CannotUnseal
from portal.sealing.symmetric import open_with, pad, padded_length, seal_with, unpad

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


@given(st.binary(max_size=3000))
def test_opens_what_was_sealed(data: bytes) -> None:
    assert open_with(KEY, "draft:1", seal_with(KEY, "draft:1", data)) == data


@given(st.binary(max_size=300), st.data())
def test_any_flipped_bit_is_noticed(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(seal_with(KEY, "here", data))
    at = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises(CannotUnseal):
        open_with(KEY, "here", bytes(sealed))


@given(st.integers(0, 200))
def test_a_part_is_not_opened(kept: int) -> None:
    sealed = seal_with(KEY, "here", b"words" * 20)
    with pytest.raises(CannotUnseal):
        open_with(KEY, "here", sealed[: min(kept, len(sealed) - 1)])


def test_another_key_or_place_opens_nothing() -> None:
    sealed = seal_with(KEY, "here", b"words")
    for key, context in ((OTHER, "here"), (KEY, "there")):
        with pytest.raises(CannotUnseal):
            open_with(key, context, sealed)


@given(st.binary(max_size=600))
def test_padding_returns_the_data(data: bytes) -> None:
    assert unpad(pad(data)) == data


@given(st.integers(0, 10_000_000))
def test_buckets_cover_the_length_and_cost_little(length: int) -> None:
    bucket = padded_length(length)
    assert bucket >= length
    assert bucket <= max(128, length * 1.12 + 1)
    assert padded_length(bucket) == bucket


def test_short_values_look_alike() -> None:
    assert len({len(seal_with(KEY, "here", b"x" * length)) for length in range(128)}) == 1
    assert len({padded_length(length) for length in range(128, 200_001)}) < 200
