"""What is asked, as data: groups of questions by purpose.

A review keeps the questions it was asked (``Review.questions``, in English): a later change here does not reach it.
They are shown in the reader's language as long as the catalogue has that very sentence, else in English as they
were asked. Whoever changes a question gives it a new code and raises ``VERSION``;
``tests/diligence/test_questionnaire.py`` keeps it so.

The subjects are those that civil society asked associations of prosecutors to look at (DOMAIN sections 1 and 2);
the sentences are the portal's own.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.diligence.states import ReviewPurpose

VERSION = 1


class Group(models.TextChoices):
    STANDING = "standing", _("Why it asks to belong")
    POLICY = "policy", _("Human-rights policy")
    COMPLAINTS = "complaints", _("Complaints and what came of them")
    INDEPENDENCE = "independence", _("Independence of prosecutors")
    REPRISALS = "reprisals", _("Lawyers, defenders and journalists")
    TORTURE = "torture", _("Evidence and ill-treatment")
    INTERNATIONAL = "international", _("Findings of international bodies")
    OPENNESS = "openness", _("Victims and civil society")
    FOLLOW_UP = "follow-up", _("What the last review asked for")
    ENTRY = "entry", _("Who can come")
    SPEECH = "speech", _("Who can speak")
    SAFETY = "safety", _("Safety of those who take part")
    DETAINED = "detained", _("Detained prosecutors, judges and lawyers")


@dataclass(frozen=True, slots=True)
class Question:
    """``code`` never means anything else; ``purposes``: the reviews in which it is asked."""

    code: str
    group: Group
    text: Any  # lazily translated
    purposes: frozenset[ReviewPurpose]


_N, _C, _H = ReviewPurpose.NEW, ReviewPurpose.CURRENT, ReviewPurpose.HOST
NEW, CURRENT, MEMBERS, HOSTS = frozenset({_N}), frozenset({_C}), frozenset({_N, _C}), frozenset({_H})

QUESTIONS: tuple[Question, ...] = (
    Question(
        "standing-why",
        Group.STANDING,
        _("Why does the body ask to belong, and was it a member of an umbrella body before?"),
        NEW,
    ),
    Question(
        "policy-adopted",
        Group.POLICY,
        _("Has the body adopted a human-rights policy? When, and where can it be read?"),
        MEMBERS,
    ),
    Question(
        "policy-applied",
        Group.POLICY,
        _("What was done because of this policy in the past twelve months?"),
        MEMBERS,
    ),
    Question(
        "complaints-way",
        Group.COMPLAINTS,
        _(
            "Where can somebody complain about a prosecutor’s conduct, who examines it, and who can review the answer?"
        ),
        MEMBERS,
    ),
    Question(
        "complaints-received",
        Group.COMPLAINTS,
        _(
            "How many complaints about human rights were made in the past twelve months, and what came of them?"
        ),
        MEMBERS,
    ),
    Question(
        "independence-instructions",
        Group.INDEPENDENCE,
        _(
            "May anybody outside the service instruct a prosecutor in a case? On what legal basis, and is it put in "
            "writing?"
        ),
        MEMBERS,
    ),
    Question(
        "independence-refusal",
        Group.INDEPENDENCE,
        _("What protects a prosecutor who refuses an instruction as unlawful?"),
        MEMBERS,
    ),
    Question(
        "reprisals-cases",
        Group.REPRISALS,
        _(
            "Are there criminal proceedings against lawyers, human rights defenders or journalists that are said to be "
            "because of their work? What does the body say about them?"
        ),
        MEMBERS,
    ),
    Question(
        "torture-evidence",
        Group.TORTURE,
        _(
            "How is evidence kept out that is alleged to come from torture or ill-treatment, and what becomes of the "
            "allegation?"
        ),
        MEMBERS,
    ),
    Question(
        "international-findings",
        Group.INTERNATIONAL,
        _(
            "Which findings of international courts, committees or experts concern the service, and what followed?"
        ),
        MEMBERS,
    ),
    Question(
        "openness-victims",
        Group.OPENNESS,
        _("How are victims heard in proceedings and told of decisions?"),
        MEMBERS,
    ),
    Question(
        "openness-society",
        Group.OPENNESS,
        _(
            "With which civil society organisations did the body meet in the past twelve months, and about what?"
        ),
        MEMBERS,
    ),
    Question(
        "conditions-followed",
        Group.FOLLOW_UP,
        _("What was done about each condition of the last review, if there was one?"),
        CURRENT,
    ),
    Question(
        "entry-who",
        Group.ENTRY,
        _(
            "Can everybody who is invited enter the country, whatever their nationality, work or opinions? Who cannot?"
        ),
        HOSTS,
    ),
    Question(
        "entry-visas",
        Group.ENTRY,
        _("Who needs a visa, how long does it take, what does it cost, and who helps where one is refused?"),
        HOSTS,
    ),
    Question(
        "speech-event",
        Group.SPEECH,
        _(
            "Can those who take part speak and publish about human rights in the country, at the event and outside it?"
        ),
        HOSTS,
    ),
    Question(
        "speech-assembly",
        Group.SPEECH,
        _("Can people assemble peacefully near the event? Which rules apply, and who decides?"),
        HOSTS,
    ),
    Question(
        "safety-work",
        Group.SAFETY,
        _(
            "Can lawyers, journalists and civil society of the country attend and report without being questioned for "
            "it?"
        ),
        HOSTS,
    ),
    Question(
        "safety-after",
        Group.SAFETY,
        _("What protects those of the country who spoke, after the event is over?"),
        HOSTS,
    ),
    Question(
        "safety-devices",
        Group.SAFETY,
        _("May devices be searched at the border or at the venue, and who decides?"),
        HOSTS,
    ),
    Question(
        "detained-colleagues",
        Group.DETAINED,
        _("Which prosecutors, judges or lawyers are detained or sought in the country, and on what charges?"),
        HOSTS,
    ),
    Question(
        "detained-guests",
        Group.DETAINED,
        _("Could anybody who is invited be arrested or handed over to another country there?"),
        HOSTS,
    ),
)


def asked_in(purpose: str, *, had_conditions: bool = True) -> list[dict[str, str]]:
    """The questions of one purpose as a review keeps them: ``{"code", "group", "text"}``, the text in English.

    What became of conditions is asked only where the last review had some.
    """
    from django.utils import translation

    with translation.override(None):
        return [
            {"code": each.code, "group": each.group.value, "text": str(each.text)}
            for each in QUESTIONS
            if purpose in each.purposes and (had_conditions or each.group != Group.FOLLOW_UP)
        ]


def in_words(text: str) -> str:
    """A kept question in the active language, else as it was asked."""
    return gettext(text) if text else ""


def by_group(questions: list[dict[str, str]]) -> list[tuple[str, str, list[dict[str, str]]]]:
    """(code, name, questions with their words translated) of each group, in the order in which they were asked."""
    groups: dict[str, list[dict[str, str]]] = {}
    for each in questions:
        groups.setdefault(each["group"], []).append(each | {"words": in_words(each["text"])})
    return [(code, group_name(code), asked) for code, asked in groups.items()]


def group_name(code: str) -> str:
    """The name of a group; of one that is no longer used, its code."""
    return str(Group(code).label) if code in Group.values else code
