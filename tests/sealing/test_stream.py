"""Sealed files: every change, cut, exchange and reordering is noticed while reading."""

import io
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.sealing.errors import CannotUnseal, Truncated
from portal.sealing.stream import (
    CHUNK,
    FRAME,
    HEAD_BYTES,
    STREAM_HEADER,
    SealingWriter,
    new_key,
    unseal_stream,
)

START = HEAD_BYTES + STREAM_HEADER
FILE, KEY = uuid4(), new_key()


def sealed(data: bytes, file_id: UUID = FILE, key: bytes = KEY, piece: int = 50_000) -> bytes:
    sink = io.BytesIO()
    writer = SealingWriter(sink, file_id, key)
    for at in range(0, len(data), piece):
        writer.write(data[at : at + piece])
    writer.finish()
    return sink.getvalue()


def opened(stored: bytes, file_id: UUID = FILE, key: bytes = KEY) -> bytes:
    return b"".join(unseal_stream(io.BytesIO(stored), file_id, key))


def body(length: int) -> bytes:
    return (b"0123456789abcdef\0\x80" * (length // 18 + 1))[:length]


LENGTHS = [
    0,
    1,
    CHUNK - 1,
    CHUNK,
    CHUNK + 1,
    2 * CHUNK - 1,
    2 * CHUNK,
    5 * CHUNK + 7,
    40 * CHUNK,
    40 * CHUNK - 1,
]


@pytest.mark.parametrize("length", LENGTHS)
def test_around_the_frame_borders(length: int) -> None:
    assert opened(sealed(body(length))) == body(length)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 6 * CHUNK), st.integers(1, 3 * CHUNK))
@example(CHUNK, 1 << 15)
def test_pieces_of_any_size(length: int, piece: int) -> None:
    assert opened(sealed(body(length), piece=piece)) == body(length)


def test_words_across_pieces_are_not_on_disk() -> None:
    assert b"0123456789abcdef" not in sealed(body(3 * CHUNK))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_cut_is_noticed(draw: st.DataObject) -> None:
    stored = sealed(body(4 * CHUNK + 9))
    with pytest.raises(Truncated):
        opened(stored[: draw.draw(st.integers(0, len(stored) - 1))])


@pytest.mark.parametrize("frames", [0, 1, 2, 4])
def test_a_cut_exactly_between_frames_is_noticed(frames: int) -> None:
    with pytest.raises(Truncated):
        opened(sealed(body(4 * CHUNK + 9))[: START + frames * FRAME])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_flipped_bit_is_noticed(draw: st.DataObject) -> None:
    stored = bytearray(sealed(body(CHUNK + 5000)))
    stored[draw.draw(st.integers(0, len(stored) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises(CannotUnseal):
        opened(bytes(stored))


def test_frames_cannot_change_places_repeat_or_be_left_out() -> None:
    stored = sealed(body(4 * CHUNK + 9))
    head = stored[:START]
    frames = [stored[at : at + FRAME] for at in range(START, len(stored), FRAME)]
    swapped = [frames[1], frames[0], *frames[2:]]
    for order in (swapped, frames[1:], [frames[0], *frames], [frames[0], *frames[2:]], [frames[-1]]):
        with pytest.raises(CannotUnseal):
            opened(head + b"".join(order))


def test_what_is_added_after_the_end_is_noticed() -> None:
    for length in (10, CHUNK - 1):  # a short last frame, and one that is full
        for extra in (b"x", sealed(b"more")):
            with pytest.raises(CannotUnseal):
                opened(sealed(body(length)) + extra)


def test_files_cannot_be_exchanged_even_under_one_key() -> None:
    other = uuid4()
    with pytest.raises(CannotUnseal, match="another file"):
        opened(sealed(b"x", other))
    forged = sealed(b"x", FILE)[:HEAD_BYTES] + sealed(b"x", other)[HEAD_BYTES:]
    with pytest.raises(CannotUnseal):
        opened(forged)
    with pytest.raises(CannotUnseal):
        opened(sealed(b"x"), key=new_key())


def test_pieces_before_a_cut_are_delivered_then_it_fails() -> None:
    reader = unseal_stream(io.BytesIO(sealed(body(3 * CHUNK))[: START + FRAME + 10]), FILE, KEY)
    assert next(reader) == body(3 * CHUNK)[:CHUNK]
    with pytest.raises(Truncated):
        next(reader)


def test_the_length_on_disk_tells_little() -> None:
    assert len({len(sealed(b"x" * n)) for n in range(0, 16_000, 500)}) == 1
    million = {len(sealed(b"x" * n)) for n in range(1_000_000, 1_030_000, 1000)}
    assert len(million) <= 3
