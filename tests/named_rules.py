"""A small edition of the Protocol with two rules, for the tests of those who name one."""

from django.utils import timezone

from protocol.models import Edition, Provision, Wording

TORTURE, DELAY = "rule-4", "rule-9"
TEXTS = {
    TORTURE: {
        "en": ("Evidence obtained by torture", "Never used.[^1]"),
        "uk": ("Докази, здобуті катуванням", "Ніколи."),
    },
    f"{TORTURE}.a": {
        "en": ("", "Whoever is told of torture asks for a doctor."),
        "uk": ("", "Просить про лікаря."),
    },
    f"{TORTURE}.b": {"en": ("", "Not engaged by anything here.")},
    DELAY: {"en": ("Without delay", "A case moves.")},
}
CATEGORIES = {f"{TORTURE}.a": ["A07", "A08"], DELAY: ["A16"]}


def an_edition(code: str, *, status: str = "current", without: str = "no rule") -> Edition:
    now = timezone.now()
    edition = Edition.objects.create(
        code=code, kind="working", status=status, titles={"en": code}, published_at=now
    )
    made: dict[str, Provision] = {}
    texts = {name: said for name, said in TEXTS.items() if not name.startswith(without)}
    for place, (name, said) in enumerate(texts.items(), 1):
        rule, _dot, letter = name.partition(".")
        made[name] = Provision.objects.create(
            edition=edition,
            code=name,
            kind="point" if letter else "rule",
            parent=made.get(rule),
            place=place,
            label=letter or rule.removeprefix("rule-"),
            titled=not letter,
            categories=CATEGORIES.get(name, []),
        )
        for language, (heading, text) in said.items():
            Wording.objects.create(
                provision=made[name],
                language=language,
                heading=heading,
                text=text,
                made_from=None if language == "en" else 1,
                state="published",
                reviewed_at=now,
            )
    return edition
