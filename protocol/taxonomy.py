"""What can be alleged, at which stage of proceedings, and what can be asked.

Codes never change; labels are translated. The instruments beside a category are a suggestion to the handler, never a
finding: an instrument counts only where it bound the State on the day of the facts. Abbreviations: G - UN Guidelines on
the Role of Prosecutors (1990); S - IAP Standards of Professional Responsibility (1999); L - UN Basic Principles on the
Role of Lawyers (1990); Decl. HRD - UN Declaration on Human Rights Defenders (1998); CAT - Convention against Torture;
CRC - Convention on the Rights of the Child; P7 - Protocol No. 7 to the ECHR.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Category:
    """An allegation category. The three last fields name articles, principles or standards of each instrument."""

    code: str
    label: Any
    iccpr: tuple[str, ...] = ()
    echr: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


CATEGORIES: tuple[Category, ...] = (
    Category(
        "A01",
        _("Politically motivated charge"),
        ("9", "14", "26"),
        ("5", "6", "18 with 5"),
        ("G13", "G14", "S2", "S3"),
    ),
    Category("A02", _("Charge without sufficient evidence"), ("9", "14(2)"), ("5", "6"), ("G14", "S4.2")),
    Category(
        "A03",
        _("Retaliation against a human rights defender"),
        ("19", "22"),
        ("10", "11", "18"),
        ("Decl. HRD 1", "Decl. HRD 9", "Decl. HRD 12"),
    ),
    Category(
        "A04",
        _("Retaliation against a lawyer"),
        ("14(3)(b)", "14(3)(d)"),
        ("6", "8"),
        ("L16", "L17", "L18", "Decl. HRD 9(3)(c)", "Decl. HRD 11"),
    ),
    Category(
        "A05", _("Unlawful request for pre-trial detention"), ("9(1)", "9(3)"), ("5(1)", "5(3)"), ("G12",)
    ),
    Category(
        "A06",
        _("Not brought promptly before a judge, or no review of detention"),
        ("9(3)", "9(4)"),
        ("5(3)", "5(4)"),
    ),
    Category(
        "A07",
        _("Use of evidence obtained by torture"),
        ("7", "14(3)(g)"),
        ("3", "6"),
        ("CAT 15", "G16", "S4.3"),
    ),
    Category(
        "A08", _("Failure to investigate torture"), ("2(3)", "7"), ("3", "13"), ("CAT 12", "CAT 13", "G15")
    ),
    Category("A09", _("Degrading treatment in proceedings"), ("7", "10"), ("3",), ("CAT 16",)),
    Category("A10", _("Presumption of innocence breached in public"), ("14(2)",), ("6(2)",), ("G12",)),
    Category(
        "A11",
        _("Evidence in favour of the accused withheld"),
        ("14(1)", "14(3)(b)"),
        ("6(1)", "6(3)(b)"),
        ("S4.3",),
    ),
    Category("A12", _("Time or facilities for the defence denied"), ("14(3)(b)",), ("6(3)(b)",)),
    Category("A13", _("Counsel or interpreter denied"), ("14(3)(d)", "14(3)(f)"), ("6(3)(c)", "6(3)(e)")),
    Category("A14", _("Defence witnesses or motions obstructed"), ("14(3)(e)",), ("6(3)(d)",)),
    Category("A15", _("Coerced self-incrimination"), ("14(3)(g)",), ("6(1)",)),
    Category("A16", _("Undue delay"), ("14(3)(c)",), ("6(1)",), ("G12", "S4.1")),
    Category("A17", _("Offence applied retroactively or stretched beyond its wording"), ("15",), ("7",)),
    Category("A18", _("Tried or punished twice for the same act"), ("14(7)",), ("P7-4",)),
    Category("A19", _("Discrimination"), ("2", "26"), ("14",), ("G13(a)",)),
    Category("A20", _("Unlawful search, surveillance or leak"), ("17",), ("8",), ("G13(c)",)),
    Category(
        "A21",
        _("Prosecution of expression, assembly or association"),
        ("18", "19", "21", "22"),
        ("9", "10", "11"),
        ("Decl. HRD 5", "Decl. HRD 6"),
    ),
    Category("A22", _("Impunity: crimes of officials not prosecuted"), ("2(3)",), ("2", "3", "13"), ("G15",)),
    Category("A23", _("Victim excluded from the proceedings"), ("2(3)",), ("13",), ("G13(d)", "S4.3")),
    Category("A24", _("Breach of child-justice rules"), ("10", "14(4)"), ("6",), ("G19", "CRC 37", "CRC 40")),
    Category("A25", _("Corruption or conflict of interest"), ("14(1)",), ("6",), ("G13", "S3")),
    Category("A26", _("Reprisal for complaining"), (), ("34",), ("CAT 13", "Decl. HRD 9(4)", "Decl. HRD 12")),
    Category("A27", _("Pressure on, or attack against, a prosecutor"), (), (), ("G4", "G5", "S6")),
    Category(
        "A28",
        _("Misuse of extradition or of international police notices"),
        ("9", "14"),
        ("5", "8"),
        ("INTERPOL Constitution 3",),
    ),
)
#: Articles that need words to be read rightly.
WORDED: dict[str, Any] = {
    "18 with 5": _("18 with 5"),
    "34": _("34 (only for applications to the Court in Strasbourg)"),
}
_BY_CODE = {category.code: category for category in CATEGORIES}
CODES = frozenset(_BY_CODE)


class Stage(models.TextChoices):
    """Stages of criminal proceedings, in the order in which the Model Protocol's third rule takes them."""

    POLICE_INVESTIGATION = "police-investigation", _("Police investigation")
    ARREST_DETENTION = "arrest-detention", _("Arrest and pre-trial detention")
    PRE_TRIAL = "pre-trial", _("Pre-trial procedure")
    TRIAL = "trial", _("Trial")
    SENTENCING = "sentencing", _("Sentencing")
    CONVICTED = "convicted", _("After conviction")


class Remedy(models.TextChoices):
    """What a complainant can ask for; measures decided later are answered in the same words."""

    CESSATION = "cessation", _("That it stops")
    INVESTIGATION = "investigation", _("An investigation")
    APOLOGY = "apology", _("An apology")
    DISCIPLINARY_REVIEW = "disciplinary-review", _("A disciplinary review")
    RELEASE_OR_CASE_REVIEW = "release-or-case-review", _("Release, or a review of the case")
    POLICY_CHANGE = "policy-change", _("A change of policy or practice")
    REPARATION = "reparation", _("Compensation or other reparation")
    NON_REPETITION = "non-repetition", _("A guarantee that it does not happen again")
    OTHER = "other", _("Something else")


class Measure(models.TextChoices):
    """What a decision can order or propose."""

    RECOMMENDATION = "recommendation", _("Recommendation")
    STATEMENT = "statement", _("Statement or letter")
    MEDIATION = "mediation", _("Mediation")
    TRAINING = "training", _("Training")
    REFERRAL = "referral", _("Referral to another mechanism")
    PROPOSE_SUSPENSION = "propose-suspension", _("Proposal to suspend membership")
    PROPOSE_EXPULSION = "propose-expulsion", _("Proposal to expel from membership")
    COMMENDATION = "commendation", _("Commendation")


def choices() -> list[tuple[str, Any]]:
    """Category codes with labels, for a form field or (as a callable) a model field: a new label needs no migration."""
    return [(category.code, category.label) for category in CATEGORIES]


def by_code(code: str) -> Category:
    """The category. Raises ``KeyError`` for an unknown code."""
    return _BY_CODE[code]


def label(code: str) -> Any:
    """The lazily translated label; the bare code when the category is unknown, so that a page never fails over it."""
    category = _BY_CODE.get(code)
    return category.label if category else code
