"""PORTAL_SEALING_KEYS: read, refused, and never shown."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from portal.sealing.errors import CannotUnseal
from portal.sealing.keyring import abilities, keyring, new_entry, parse

ONE, ONE_PUBLIC = new_entry(1)
TWO, TWO_PUBLIC = new_entry(2)


def test_the_newest_version_seals_and_all_secrets_open() -> None:
    ring = parse(f"{ONE},{TWO}")
    version, wrapped = ring.wrap(b"key")
    assert (version, ring.newest, ring.opens) == (2, 2, (1, 2))
    assert ring.unwrap(2, wrapped) == b"key"
    old_version, old = parse(ONE).wrap(b"older")
    assert ring.unwrap(old_version, old) == b"older"


def test_public_keys_seal_and_open_nothing() -> None:
    ring = parse(TWO_PUBLIC)
    version, wrapped = ring.wrap(b"key")
    with pytest.raises(CannotUnseal, match="no secret key of version 2"):
        ring.unwrap(version, wrapped)
    assert not ring.holds_secrets
    assert parse(f"{ONE}\n{TWO}").unwrap(version, wrapped) == b"key"


def test_url_safe_and_unpadded_base64_are_read() -> None:
    raw = base64.b64decode(ONE.split(":")[2])
    spelled = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    assert bytes(parse(f" 1:secret:{spelled} ").publics[1]) == bytes(parse(ONE).publics[1])


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        "1:secret:AAAA",
        "1:hidden:" + "A" * 43,
        "0:secret:" + "A" * 43,
        "x:secret:" + "A" * 43,
        f"{ONE},{ONE}",
        f"{ONE},{TWO_PUBLIC.replace('2:', '1:')}",
        "1:secret:" + "?" * 43,
    ],
)
def test_a_bad_setting_is_refused_with_its_mend_and_without_the_key(value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        parse(value)
    message = str(refused.value)
    assert "PORTAL_SEALING_KEYS" in message
    assert "generate_sealing_key" in message
    assert ONE.split(":")[2] not in message


def test_abilities_for_start_up_checks() -> None:
    with override_settings(PORTAL_SEALING_KEYS=f"{ONE},{TWO_PUBLIC}"):
        able = abilities()
    assert (able.seals_with, able.opens, able.holds_secrets, able.problem) == (2, (1,), True, "")
    with override_settings(PORTAL_SEALING_KEYS=""):
        assert "PORTAL_SEALING_KEYS" in abilities().problem


def test_each_value_of_the_setting_is_parsed_once() -> None:
    with override_settings(PORTAL_SEALING_KEYS=ONE):
        assert keyring() is keyring()
        with override_settings(PORTAL_SEALING_KEYS=TWO):
            assert keyring().newest == 2


def test_repr_shows_no_key() -> None:
    ring = parse(ONE)
    assert bytes(ring.secrets[1]).hex() not in repr(ring)
    assert "PrivateKey" not in repr(ring)
