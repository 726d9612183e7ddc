"""Every registered kind of notice renders in every language of the interface: no notice can fail for its text."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from portal.outbox.models import Message
from portal.outbox.registry import Kind, Recipient, find, kinds, plan, register
from portal.outbox.render import as_mail, render, wrap

LANGUAGES = [code for code, _ in settings.LANGUAGES]


def test_each_renders_in_each_language() -> None:
    for kind in kinds():
        for language in LANGUAGES:
            where = f"{kind.name} in {language}"
            mail = render(kind, language, kind.sample())
            assert mail.subject, where
            assert len(mail.subject) <= 78, where
            assert mail.body.strip(), where
            for line in mail.body.splitlines():
                assert len(line) <= 78 or line.startswith(("http://", "https://")), where
            for sign in ("<", "&#", "&amp;", "{{", "{%", "%("):
                assert sign not in mail.subject + mail.body, where


def test_a_language_the_interface_does_not_speak_falls_back() -> None:
    for kind in kinds():
        assert render(kind, "kk", kind.sample()) == render(kind, settings.LANGUAGE_CODE, kind.sample())


@pytest.mark.parametrize("reads, spoken", [("ru", "ru"), ("en", "en"), ("kk", settings.LANGUAGE_CODE)])
def test_what_stands_in_it_is_looked_up_in_the_readers_language(reads: str, spoken: str) -> None:
    """Names of bodies and words of roles are in the language of the moment: not in that of the worker."""
    for kind in kinds():
        heard: list[str | None] = []

        def context(message: Message, kind: Kind = kind, heard: Any = heard) -> dict[str, Any]:
            heard.append(translation.get_language())
            return kind.sample()

        message = plan(kind.name, uuid.uuid4(), language="en")
        with translation.override("ru" if spoken == "en" else "en"):
            as_mail(replace(kind, context=context), message, Recipient("a@example.org", reads))
        assert heard == [spoken], kind.name


def test_two_kinds_of_one_name_are_a_mistake() -> None:
    def nobody(message: object) -> list[Recipient]:
        return []

    kind = Kind("test.twice", "staff", "x", nobody, dict, dict)  # type: ignore[arg-type]
    register(kind)
    register(kind)
    with pytest.raises(ValueError, match=r"test\.twice"):
        register(Kind("test.twice", "staff", "y", nobody, dict, dict))  # type: ignore[arg-type]
    from portal.outbox import registry

    registry._kinds.pop("test.twice")


def test_an_unknown_kind_cannot_be_planned() -> None:
    with pytest.raises(KeyError):
        plan("test.nonsense", uuid.uuid4())
    with pytest.raises(KeyError):
        find("test.nonsense")


def test_wrapping() -> None:
    assert max(map(len, wrap("слово " * 50).splitlines())) <= 76
    assert max(map(len, wrap("检察官" * 50).splitlines())) <= 38, "each of these letters is two columns wide"
    assert wrap("https://x.example/" + "a" * 100).count("\n") == 0
