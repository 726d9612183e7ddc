"""The portal's own text: complete in every language, put into the database once, and never over a person's work."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from protocol import working_text
from protocol.languages import LANGUAGES
from protocol.models import Edition, Provision, Wording
from protocol.models.wording import MARK

#: Letters by which each language is told from its neighbours; a text without them is in the wrong file.
OWN = {"az": "əğış", "kk": "әғқңөұүі", "ru": "ыэъ", "uk": "іїєґ"}
CYRILLIC, LATIN = re.compile(r"[Ѐ-ӿ]"), re.compile(r"[A-Za-zƏəĞğİıŞş]")


def structure() -> list[dict[str, Any]]:
    provisions: list[dict[str, Any]] = working_text.read("edition")["provisions"]
    return provisions


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_provision_has_its_words_and_every_mark_its_note(language: str) -> None:
    said = working_text.read(language)
    assert list(said) == [each["code"] for each in structure()]
    for each in structure():
        words = said[each["code"]]
        assert bool(words["heading"]) == each["titled"], each["code"]
        assert words["text"] or each["titled"], each["code"]
        notes = [part for part in structure() if part["parent"] == each["code"] and part["kind"] == "note"]
        assert sorted(map(int, re.findall(MARK, words["text"]))) == list(range(1, len(notes) + 1)), each[
            "code"
        ]


@pytest.mark.parametrize("language", OWN)
def test_a_file_holds_the_language_it_is_named_for(language: str) -> None:
    text = " ".join(each["text"] for each in working_text.read(language).values())
    assert all(letter in text for letter in OWN[language])
    for word in re.findall(r"\w+", text):
        assert not (CYRILLIC.search(word) and LATIN.search(word)), f"{word} mixes alphabets"


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_the_translation_has_as_many_sentences_as_the_source_has_points(language: str) -> None:
    """A point that was lost would leave a text much shorter than its source."""
    source, said = working_text.read("en"), working_text.read(language)
    for each in structure():
        if each["kind"] in {"point", "rule", "purpose", "paragraph"} and source[each["code"]]["text"]:
            ratio = len(said[each["code"]]["text"]) / len(source[each["code"]]["text"])
            assert 0.5 < ratio < 2.2, (each["code"], ratio)


@pytest.mark.django_db
def test_loaded_once() -> None:
    now = timezone.now()
    texts = len(LANGUAGES) * len(structure())
    assert working_text.load(now) == texts
    assert working_text.load(now) == 0
    edition = Edition.objects.get()
    assert (edition.kind, edition.status) == ("working", "current")
    assert Provision.objects.count() == len(structure())
    assert Wording.objects.published().count() == texts


@pytest.mark.django_db
def test_a_changed_file_adds_a_revision_and_a_persons_work_stays(
    monkeypatch: pytest.MonkeyPatch, django_user_model: Any
) -> None:
    now = timezone.now()
    working_text.load(now)
    writer = django_user_model.objects.create_user(
        "vera", "x" * 20, email="vera@example.org", full_name="Vera"
    )
    for code in ("rule-1", "rule-2"):
        kazakh = Wording.objects.published().get(provision__code=code, language="kk")
        kazakh.state = Wording.State.SUPERSEDED
        kazakh.save(update_fields=["state"])
        Wording.objects.create(
            provision=kazakh.provision,
            language="kk",
            revision=2,
            heading=kazakh.heading,
            text="Адамның сөзі.",
            made_from=1,
            state=Wording.State.PUBLISHED,
            written_by=writer,
            reviewed_at=now,
        )
    read = working_text.read

    def changed(name: str, edition: str = working_text.CODE) -> Any:
        found = read(name, edition)
        return found | {"rule-1": found["rule-1"] | {"text": "Changed."}} if name in {"en", "kk"} else found

    monkeypatch.setattr(working_text, "read", changed)
    assert working_text.load(now + timedelta(days=1)) == 1
    english = Wording.objects.filter(provision__code="rule-1", language="en").order_by("revision")
    assert [(each.revision, each.state) for each in english] == [(1, "superseded"), (2, "published")]
    assert Wording.objects.published().get(provision__code="rule-1", language="kk").text == "Адамның сөзі."
    assert Edition.objects.get().version == 3, "whoever kept a page learns that it changed"


@pytest.mark.django_db
def test_a_text_that_is_in_force_is_not_pushed_aside() -> None:
    now = timezone.now()
    Edition.objects.create(
        code="other", kind="working", titles={"en": "Another"}, status="current", published_at=now
    )
    working_text.load(now)
    assert Edition.objects.get(code=working_text.CODE).status == "draft"
