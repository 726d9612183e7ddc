"""Other names of a body as rows to write in: text, language, kind, until. Works without script."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from associations.models.record import is_date

#: Empty rows under those that are filled; saving brings as many again.
EMPTY_ROWS = 3
MOST = 60
KINDS = (("former", _("former name")), ("short", _("short name")), ("other", _("other name")))
PARTS = ("text", "language", "kind", "until")


class OtherNamesWidget(forms.Widget):
    """The value is a list of ``{part: text}``. A row whose text is emptied is taken out."""

    template_name = "associations/other_names.html"
    use_fieldset = True

    class Media:
        css = {"all": ["portal/people.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        known = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
        rows = (known + [{}] * EMPTY_ROWS)[: max(MOST, len(known))]
        context["widget"] |= {
            "rows": [{part: each.get(part, "") for part in PARTS} for each in rows],
            "languages": settings.CORRESPONDENCE_LANGUAGES,
            "kinds": KINDS,
        }
        return context

    def value_from_datadict(
        self, data: Any, files: MultiValueDict[str, Any], name: str
    ) -> list[dict[str, str]]:
        row = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-text")
        numbers = sorted(int(found[1]) for key in data if (found := row.fullmatch(key)))
        return [{part: data.get(f"{name}-{n}-{part}", "").strip() for part in PARTS} for n in numbers]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-text" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-text"


class OtherNamesField(forms.Field):
    """Cleans to what ``Association.other_names`` keeps. An error names the row it is about."""

    widget = OtherNamesWidget

    def clean(self, value: list[dict[str, str]]) -> list[dict[str, str]]:
        rows = [row for row in value or [] if any(row[part] for part in ("text", "until"))]
        errors = []
        for number, row in enumerate(rows, start=1):
            if problem := self._problem(row):
                errors.append(ValidationError(problem, params={"number": number}))
        if len(rows) > MOST:
            errors.append(ValidationError(_("At most %(most)d other names."), params={"most": MOST}))
        if errors:
            raise ValidationError(errors)
        return [{part: text for part, text in row.items() if text} for row in rows]

    def _problem(self, row: dict[str, str]) -> Any:
        if not row["text"]:
            return _("Row %(number)d says until when, but not which name.")
        if len(row["text"]) > 300:
            return _("Row %(number)d: at most 300 characters.")
        if row["language"] not in {"", *dict(settings.CORRESPONDENCE_LANGUAGES)}:
            return _("Row %(number)d: choose a language from the list.")
        if row["kind"] not in dict(KINDS):
            return _("Row %(number)d: say whether the name is former, short or other.")
        if row["until"] and not is_date(row["until"]):
            return _("Row %(number)d: write until when as 1999, 1999-07 or 1999-07-01.")
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.clean(data))
        except ValidationError:
            return True
