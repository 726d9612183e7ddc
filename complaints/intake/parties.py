"""Who is concerned, who is complained about, and what is said against whom."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.directory.picking import BodyField
from complaints import rules as named_rules
from complaints.intake import directory as directories
from complaints.intake.answers import RESPONDENTS, ROW_FIELDS, VICTIMS
from complaints.intake.fields import yes_no_unsure
from complaints.intake.stepform import RowsForm, StepForm
from complaints.models import FilerRole
from portal.web.fields import LongText, OneOf, SomeOf, Text, says_something
from protocol import taxonomy
from protocol.reader.engaged import Rule, by_categories, by_keys

UNSURE = ("unsure", _("Not sure"))
#: The 28 categories under headings, in the order in which they are offered.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Charges and their basis"), ("A01", "A02", "A17", "A18", "A16", "A28")),
    (_("Arrest and detention"), ("A05", "A06")),
    (_("Torture and ill-treatment"), ("A07", "A08", "A09", "A15")),
    (_("Defence and fair trial"), ("A10", "A11", "A12", "A13", "A14")),
    (_("Retaliation and freedoms"), ("A03", "A04", "A21", "A26")),
    (_("Equality, privacy, children"), ("A19", "A20", "A24")),
    (_("Victims and impunity"), ("A22", "A23")),
    (_("Integrity and independence of prosecutors"), ("A25", "A27")),
)


def category_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The categories by heading, then "not sure"."""
    groups = [(heading, [(code, taxonomy.label(code)) for code in codes]) for heading, codes in GROUPS]
    return [*groups, (_("If none of these fits"), [("unsure", _("Not sure: let the staff decide"))])]


class ConcernedForm(RowsForm):
    row_kinds: ClassVar[tuple[str, ...]] = (VICTIMS, RESPONDENTS)
    row_titles: ClassVar[Mapping[str, Any]] = {
        VICTIMS: _("Person concerned %(number)s"),
        RESPONDENTS: _("Complained about %(number)s"),
    }

    def row_fields(self, kind: str) -> dict[str, forms.Field]:
        if kind == VICTIMS:
            return {
                "name": Text(
                    label=_("Name"), help_text=_("Leave it empty if naming the person is not safe.")
                ),
                "details": LongText(
                    max_length=3_000,
                    rows=3,
                    label=_("What should we know about the person?"),
                    help_text=_("For example age, profession, state of health, where the person is now."),
                ),
                "is_child": yes_no_unsure(_("Is the person under 18?")),
            }
        return respondent_fields(self.directory)

    def build(self) -> None:
        super().build()
        if self.is_bound:
            rows = range(self.count(RESPONDENTS))
            self.directory.want(str(self.data.get(f"{RESPONDENTS}-{at}-association") or "") for at in rows)

    def victim_rows(self) -> Iterator[dict[str, Any]]:
        return self.rows(VICTIMS)

    def respondent_rows(self) -> Iterator[dict[str, Any]]:
        return self.rows(RESPONDENTS)

    @property
    def filer_is_victim(self) -> bool:
        return self.answers.first("filer_role") == FilerRole.VICTIM

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        named = [
            index
            for index in range(self.count(RESPONDENTS))
            if self._names_somebody(f"{RESPONDENTS}-{index}")
        ]
        if not named:
            self.add_error(
                f"{RESPONDENTS}-0-association",
                ValidationError(
                    gettext("Choose the body complained about, or “It is not in the list”, or “Not sure”.")
                ),
            )
        for index in range(self.count(RESPONDENTS)):
            row = f"{RESPONDENTS}-{index}"
            if cleaned.get(f"{row}-association") == directories.UNLISTED and not any(
                self.answers_text(f"{row}-{name}") for name in ("unlisted_name", "office", "persons")
            ):
                self.add_error(
                    f"{row}-unlisted_name",
                    ValidationError(
                        gettext("Name the body, the office or the person – or choose “Not sure” above.")
                    ),
                )
        return cleaned

    def _names_somebody(self, row: str) -> bool:
        return any(
            self.answers_text(f"{row}-{name}")
            for name in ROW_FIELDS[RESPONDENTS]
            if name not in {"id", "country", "association_find", "association_in"}
        )

    def answers_text(self, name: str) -> str:
        """What was typed, valid or not."""
        typed = str(self.data.get(name, "") or "")
        return typed if says_something(typed) else ""


def body_field(directory: directories.Directory, label: Any, **more: Any) -> BodyField:
    """Which body it is about, with the two ways out."""
    ways = ((directories.UNLISTED, _("It is not in the list")), (directories.UNSURE, _("Not sure")))
    return BodyField(ways, label=label, **more).serve(directory)


def respondent_fields(directory: directories.Directory) -> dict[str, forms.Field]:
    """The fields of one respondent; the short form asks for the first two."""
    return {
        "id": forms.CharField(required=False, widget=forms.HiddenInput),
        "association": body_field(directory, _("Association or prosecution service"), asked_for=True),
        "unlisted_name": Text(
            label=_("If it is not in the list: its name"),
            help_text=_("For example the name of a prosecutor’s office or of a country’s service."),
        ),
        "country": Text(
            max_length=80,
            label=_("Its country, if it is not in the list"),
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "list": "countries"}),
        ),
        "office": Text(label=_("Office or department")),
        "persons": LongText(
            max_length=2_000,
            rows=2,
            label=_("Names of prosecutors, if you know them"),
            help_text=_("One on each line. Add rank or position if you know it."),
        ),
    }


class AllegedForm(StepForm):
    """Categories for all respondents and, where there are several, more for each."""

    stage = OneOf(
        [*taxonomy.Stage.choices, UNSURE],
        label=_("At which stage of the proceedings did it happen?"),
        help_text=_("If at several: the one at which it mattered most."),
    )
    categories = SomeOf(
        category_choices,
        label=_("What do you say was done?"),
        help_text=_("Choose all that fit, or none: the handlers read your account, not only the boxes."),
    )
    case_numbers = LongText(
        max_length=1_000,
        rows=2,
        label=_("Numbers of criminal cases, court files or earlier complaints"),
        help_text=_("One on each line, with the authority that gave it."),
    )
    #: Offered when they are asked for, so that nobody else waits for their text.
    rules = SomeOf([], label=_("Rules of the Model Protocol"))
    rules_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def build(self) -> None:
        self.each: list[str] = []
        self._name_respondents()
        self._take_rules()

    def _take_rules(self) -> None:
        """Of the rules that are named those that are there: one query, none without any."""
        self._language = named_rules.language_for(self.answers.language)
        named = named_rules.keys(self._posted("rules"))
        self._named = [] if self.directory.away else by_keys(named, self._language)
        self.fields["rules"].choices = (  # type: ignore[attr-defined]
            [(named_rules.text(key), key[1]) for key in named]
            if self.directory.away
            else [(named_rules.text(each.key), self._called(each)) for each in self._named]
        )

    def _called(self, rule: Rule) -> str:
        """Its name; with its language, where it is not published in the one that was asked for."""
        return rule.name if rule.language == self._language else f"{rule.name} ({rule.endonym})"

    def _posted(self, name: str) -> list[str]:
        texts: list[str] = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return texts

    def rule_rows(self) -> list[dict[str, Any]]:
        """For the template: the rules that the categories engage, once they were asked for, and those that are named.
        ``rule`` is None where only its key is known. At most three queries.
        """
        found: dict[str, Rule] = {}
        if self._posted("rules_shown")[-1:] == ["1"] and not self.directory.away:
            names = ["categories", *self.each]
            alleged = {code for name in names for code in self._posted(name)} & taxonomy.CODES
            found = {named_rules.text(each.key): each for each in by_categories(alleged, self._language)}
        for each in self._named:
            found.setdefault(named_rules.text(each.key), each)
        labels = {key: self._called(rule) for key, rule in found.items()}
        chosen = dict(self.fields["rules"].choices)  # type: ignore[attr-defined]
        return [
            {"key": key, "label": label, "rule": found.get(key), "chosen": key in chosen}
            for key, label in (labels | {key: chosen[key] for key in chosen if key not in labels}).items()
        ]

    def _name_respondents(self) -> None:
        known_ids = self.answers.identify_respondents()
        self.directory.want(
            self.answers.first(f"{RESPONDENTS}-{at}-association") for at in range(len(known_ids))
        )
        # One alone needs no list of its own - unless it has one from when there were several.
        if len(known_ids) < 2 and not self.answers.all(f"categories-{known_ids[0]}"):
            return
        self.fields["categories"].label = _("What do you say was done – by all of them?")
        numbers = self.fields.pop("case_numbers")
        for index, known in enumerate(known_ids):
            name = f"categories-{known}"
            about = self.respondent_name(index)
            self.fields[name] = SomeOf(
                category_choices, label=gettext("Only by this one: %(respondent)s") % {"respondent": about}
            )
            self.each.append(name)
        self.fields["case_numbers"] = numbers

    def respondent_name(self, index: int) -> str:
        row = f"{RESPONDENTS}-{index}"
        listed = self.directory.name_of(self.answers.first(f"{row}-association"))
        typed = (self.answers.first(f"{row}-{name}") for name in ("unlisted_name", "office", "persons"))
        return (
            listed
            or next((t for t in typed if t.strip()), "")
            or gettext("respondent %(number)s") % {"number": index + 1}
        )

    def for_all(self) -> list[BoundField]:
        return [self[name] for name in ("stage", "categories")]

    def for_each(self) -> list[BoundField]:
        return [self[name] for name in self.each]
