"""The format of sealed files: libsodium's secretstream in frames of 64 KiB.

    magic "PHRF" | version | file id (16) | secretstream header (24) | frame | frame | ... | last frame

A full frame holds 64 KiB of plaintext and 17 bytes more. Associated data of each frame: the head above and the frame's
number, so a frame opens only in its file and at its place (secretstream itself chains them as well). The last frame has
TAG_FINAL; nothing may follow it, and a file that ends before it was cut off.

The length is hidden in Padmé buckets: the data ends in the frame tagged PUSH (or in the last frame) with the byte
0x80 and zeros; frames between it and the end hold only zeros.
"""

from collections.abc import Iterator
from typing import Protocol
from uuid import UUID

import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from portal.sealing.errors import CannotUnseal, Truncated
from portal.sealing.symmetric import padded_length, unpad

MAGIC = b"PHRF"
VERSION = 1
CHUNK = 64 * 1024
OVERHEAD = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
FRAME = CHUNK + OVERHEAD
STREAM_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
HEAD_BYTES = len(MAGIC) + 1 + 16
SMALLEST = 16 * 1024
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
PUSH = sodium.crypto_secretstream_xchacha20poly1305_TAG_PUSH
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class Source(Protocol):
    """What sealed bytes are read from: a file, or a storage's file."""

    def read(self, size: int, /) -> bytes: ...


class Sink(Protocol):
    """What sealed bytes are written to."""

    def write(self, data: bytes, /) -> object: ...


def new_key() -> bytes:
    """A random file key (32 bytes). The caller keeps it sealed beside the file's row."""
    return sodium.crypto_secretstream_xchacha20poly1305_keygen()


def head_of(file_id: UUID) -> bytes:
    return MAGIC + bytes([VERSION]) + file_id.bytes


class SealingWriter:
    """Turns plaintext pieces of any size into sealed bytes for ``sink``. Holds at most one frame in memory."""

    def __init__(self, sink: Sink, file_id: UUID, key: bytes) -> None:
        self._sink = sink
        self._head = head_of(file_id)
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._pending = bytearray()
        self._number = 0
        self.size = 0
        sink.write(self._head + sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._pending += data
        # A full frame is written only once more is known to follow: the last one is tagged and padded.
        while len(self._pending) > CHUNK:
            self._frame(bytes(self._pending[:CHUNK]), MESSAGE)
            del self._pending[:CHUNK]

    def finish(self) -> None:
        """Write the end mark and the padding. Does not close the sink."""
        if len(self._pending) == CHUNK:  # the end mark needs a byte of its own
            self._frame(bytes(self._pending), MESSAGE)
            self._pending.clear()
        target = padded_length(self.size + 1, SMALLEST)
        written = self._number * CHUNK
        last = bytes(self._pending) + b"\x80"
        if target - written <= CHUNK:
            self._frame(last.ljust(target - written, b"\0"), FINAL)
            return
        self._frame(last.ljust(CHUNK, b"\0"), PUSH)
        left = target - written - CHUNK
        while left > CHUNK:
            self._frame(bytes(CHUNK), MESSAGE)
            left -= CHUNK
        self._frame(bytes(left), FINAL)

    def _frame(self, data: bytes, tag: int) -> None:
        bound = self._head + self._number.to_bytes(8, "big")
        self._sink.write(sodium.crypto_secretstream_xchacha20poly1305_push(self._state, data, bound, tag))
        self._number += 1


def _read_exactly(source: Source, count: int) -> bytes:
    """Up to ``count`` bytes; fewer only at the end of the source."""
    parts = bytearray()
    while len(parts) < count:
        piece = source.read(count - len(parts))
        if not piece:
            break
        parts += piece
    return bytes(parts)


def unseal_stream(source: Source, file_id: UUID, key: bytes) -> Iterator[bytes]:
    """The plaintext in pieces of at most 64 KiB.

    Raises Truncated when the end is missing and CannotUnseal when anything was changed, exchanged or reordered. What
    was yielded before is authentic but may be incomplete: a download must be aborted, not ended.
    """
    head, header = _read_exactly(source, HEAD_BYTES), _read_exactly(source, STREAM_HEADER)
    if len(header) < STREAM_HEADER:
        raise Truncated("the head is cut off")
    if head != head_of(file_id):
        raise CannotUnseal("this is another file")
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    number, ended = 0, False
    while True:
        frame = _read_exactly(source, FRAME)
        if len(frame) <= OVERHEAD:
            raise Truncated("the end is missing")
        try:
            data, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
                state, frame, head + number.to_bytes(8, "big")
            )
        except (CryptoError, RuntimeError):
            if len(frame) < FRAME:  # a last frame cut short cannot be told from one changed: both stop here
                raise Truncated("the last frame is cut off or damaged") from None
            raise CannotUnseal("wrong key, or changed since it was sealed") from None
        if not ended:
            ended = tag in {PUSH, FINAL}
            piece = unpad(data) if ended else data
            if piece:
                yield piece
        if tag == FINAL:
            break
        number += 1
    if source.read(1):
        raise CannotUnseal("something was added after the end")
