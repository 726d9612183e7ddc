"""Keyed hashes: one domain tells nothing about another."""

import hashlib

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from portal.sealing.hashing import keyed_hash, keyed_hasher


def test_same_input_same_hash_and_other_domain_another() -> None:
    assert keyed_hash("sender", "a@b.example") == keyed_hash("sender", b"a@b.example")
    assert keyed_hash("sender", "a@b.example") != keyed_hash("receipt", "a@b.example")
    assert len(keyed_hash("sender", "x")) == 32


def test_parts_are_not_just_joined() -> None:
    assert keyed_hash("d", "ab", "c") != keyed_hash("d", "a", "bc")
    assert keyed_hash("d", "ab") != keyed_hash("d", "ab", "")


def test_long_domains_differ() -> None:
    assert keyed_hash("a" * 40 + "1", "x") != keyed_hash("a" * 40 + "2", "x")


def test_without_the_key_nothing_can_be_compared() -> None:
    first = keyed_hash("sender", "x")
    with override_settings(PORTAL_HASH_KEY="another key of at least thirty-two characters"):
        assert keyed_hash("sender", "x") != first
    assert first != hashlib.blake2b(b"x", digest_size=32).digest()


@pytest.mark.parametrize("value", ["", "short"])
def test_missing_or_weak_key_names_the_variable_and_the_mend(value: str) -> None:
    with override_settings(PORTAL_HASH_KEY=value), pytest.raises(ImproperlyConfigured) as refused:
        keyed_hash("sender", "x")
    assert "PORTAL_HASH_KEY" in str(refused.value)
    assert "token_urlsafe" in str(refused.value)


def test_content_in_pieces_hashes_like_content_at_once() -> None:
    whole, pieces = keyed_hasher("file"), keyed_hasher("file")
    whole.update(b"abcdef")
    for piece in (b"ab", b"", b"cdef"):
        pieces.update(piece)
    assert whole.digest() == pieces.digest()
