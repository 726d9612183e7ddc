"""Invented bodies, and the people who work for them in the demonstration."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from associations.models import Association, Role
from associations.services import appoint
from complaints.demonstration.timelines import make_periods, make_timelines
from portal.accounts.models import User

Kind = Association.Kind
UMBRELLA = "concord-of-prosecutors"
#: slug: (kind, country, handles complaints, acronym, names); who is a member of what: ``timelines.PERIODS``
BODIES: dict[str, tuple[Kind, str, bool, str, dict[str, str]]] = {
    UMBRELLA: (
        Kind.UMBRELLA,
        "",
        True,
        "CoP",
        {
            "en": "Concord of Prosecutors (invented)",
            "ru": "Согласие прокуроров (вымышленная организация)",
            "uk": "Злагода прокурорів (вигадана організація)",
        },
    ),
    "association-of-prosecutors-of-meridia": (
        Kind.ASSOCIATION,
        "QM",
        False,
        "APM",
        {
            "en": "Association of Prosecutors of Meridia (invented)",
            "ru": "Ассоциация прокуроров Меридии (вымышленная)",
        },
    ),
    "prosecution-service-of-meridia": (
        Kind.SERVICE,
        "QM",
        False,
        "",
        {"en": "Prosecution Service of Meridia (invented)", "ru": "Прокуратура Меридии (вымышленная)"},
    ),
    "association-of-prosecutors-of-vesperia": (
        Kind.ASSOCIATION,
        "QV",
        True,
        "APV",
        {
            "en": "Association of Prosecutors of Vesperia (invented)",
            "ru": "Ассоциация прокуроров Весперии (вымышленная)",
        },
    ),
    "public-prosecution-office-of-vesperia": (
        Kind.SERVICE,
        "QV",
        False,
        "",
        {
            "en": "Public Prosecution Office of Vesperia (invented)",
            "ru": "Государственная прокуратура Весперии (вымышленная)",
        },
    ),
    "prosecutors-league-of-tarsia": (
        Kind.ASSOCIATION,
        "QT",
        False,
        "PLT",
        {"en": "Prosecutors’ League of Tarsia (invented)", "ru": "Лига прокуроров Тарсии (вымышленная)"},
    ),
    "prosecutor-general-of-quillonia": (
        Kind.SERVICE,
        "QQ",
        False,
        "",
        {
            "en": "Office of the Prosecutor General of Quillonia (invented)",
            "ru": "Генеральная прокуратура Квиллонии (вымышленная)",
        },
    ),
    "union-of-prosecutors-of-zephyria": (
        Kind.ASSOCIATION,
        "QZ",
        False,
        "UPZ",
        {"en": "Union of Prosecutors of Zephyria (invented)", "ru": "Союз прокуроров Зефирии (вымышленный)"},
    ),
}
RESPONDENTS = tuple(slug for slug in BODIES if slug != UMBRELLA)

#: user name: (full name, body, roles)
PEOPLE: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "officer": ("Ines Okoro", UMBRELLA, (Role.INTAKE_OFFICER,)),
    "handler": ("Tomas Lindqvist", UMBRELLA, (Role.CASE_HANDLER,)),
    "decider": ("Amara Desta", UMBRELLA, (Role.DECISION_MAKER, Role.SUPERVISOR)),
    "reviewer": ("Gwen Abara", UMBRELLA, (Role.EXTERNAL_REVIEWER,)),
    "liaison": ("Petra Vance", "association-of-prosecutors-of-meridia", (Role.LIAISON,)),
    "custodian": ("Yusuf Hale", UMBRELLA, (Role.CUSTODIAN,)),
    "publisher": ("Mirela Brandt", UMBRELLA, (Role.PUBLISHER,)),
    "publisher2": ("Idris Falk", UMBRELLA, (Role.PUBLISHER,)),
    "translator": ("Aylin Serik", UMBRELLA, (Role.TRANSLATOR,)),
    "engagement": ("Noor Castell", UMBRELLA, (Role.ENGAGEMENT,)),
    "diligence": ("Sanna Ilvesmaa", UMBRELLA, (Role.DUE_DILIGENCE,)),
    "diligence2": ("Arvo Lindqvist", UMBRELLA, (Role.DUE_DILIGENCE,)),
    "auditor": ("Henrik Sole", UMBRELLA, (Role.AUDITOR,)),
    "administrator": ("Dana Whitlock", UMBRELLA, (Role.ADMINISTRATOR,)),
    "officer2": ("Livia Marsh", "association-of-prosecutors-of-vesperia", (Role.INTAKE_OFFICER,)),
}


def make_bodies() -> dict[str, Association]:
    """The invented bodies, by slug. Those that exist stay as they are."""
    made: dict[str, Association] = {}
    for slug, (kind, country, handles, acronym, names) in BODIES.items():
        values: dict[str, Any] = {
            "kind": kind,
            "country": country,
            "handles_complaints": handles,
            "acronym": acronym,
            "names": names,
            "invented": True,
        }
        if slug == UMBRELLA:
            values |= {
                "record_email": "record@concord.invalid",
                "record_address": "1 Harbour Street, Port Concord",
            }
        made[slug], _new = Association.objects.get_or_create(slug=slug, defaults=values)
    make_periods(made)
    make_timelines(made)
    return made


def make_people(bodies: dict[str, Association]) -> dict[str, User]:
    """The demonstration's log-ins, by user name, all with ``PORTAL_DEMO_PASSWORD``."""
    # Hashing well is meant to be slow, and all of them share one printed password.
    hashed = make_password(settings.PORTAL_DEMO_PASSWORD)
    made = {}
    for username, (full_name, body, roles) in PEOPLE.items():
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User(
                username=username,
                password=hashed,
                full_name=full_name,
                # Calls of prosecutors are booked on two clocks: here they show two times.
                time_zone="Europe/Paris" if Role.ENGAGEMENT in roles else "UTC",
                email=f"{username}@demonstration.invalid",
                is_staff=True,
                # Opens the outbox and the settings of the floor; of complaints it opens nothing.
                is_superuser=Role.ADMINISTRATOR in roles,
            )
            user.save()
            for role in roles:
                appoint(user, bodies[body], role, reason="demonstration")
        made[username] = user
    return made
