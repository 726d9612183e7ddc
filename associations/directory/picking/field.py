"""The field and what it looks like: a box and a country to look for, hits to choose from, the one that was picked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations.directory.picking.bodies import Bodies
from associations.directory.picking.looking import Found, Row
from associations.models import Association
from portal import countries

Ways = Iterable[tuple[str, Any]]


class BodyPicker(forms.Widget):
    """Its value is ``[answer, words, country]``, as typed; an answer alone will do.

    ``opened`` is set by the view: "find" or "change", when that button of this picker led to the page. Only then is
    anything looked for: a page may have many pickers, and words in all of them.
    """

    template_name = "associations/directory/picker.html"
    use_fieldset = True
    parts = widgets_names = ("", "_find", "_in")
    opened = ""

    def __init__(self, ways: Ways = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.bodies = Bodies(away=True)
        self.ways = tuple(ways)

    def id_for_label(self, id_: str) -> str:
        return id_

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [str(data.get(f"{name}{part}") or "") for part in self.widgets_names]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        answer, typed, country = parts_of(value)
        body = self.bodies.get(answer)
        is_one = self.bodies.is_one(answer)
        lists_all = self.bodies.few is not None
        closed = is_one and not self.opened and not lists_all
        picker = {
            "id": context["widget"]["attrs"].get("id", f"id_{name}"),
            "answer": answer,
            "typed": typed,
            "country": country,
            "body": body,
            "closed": closed,
            "searches": not lists_all,
        }
        if not closed:
            picker |= self._open(answer, body, typed, country)
        context["widget"]["picker"] = picker
        return context

    def _open(self, answer: str, body: Association | None, typed: str, country: str) -> dict[str, Any]:
        rows: list[Row] = [Row(each) for each in self.bodies.few or ()]
        found = Found()
        if self.bodies.few is None:
            country = country if countries.is_known(country) else ""
            found = self.bodies.look(typed, country) if self.opened else Found()
            rows = [row for row in found.rows if str(row.body.pk) != answer]
            rows = [Row(body), *rows] if body else rows
        near = self.bodies.near if not (typed.strip() or country or body) else ""
        return {
            "rows": rows,
            "found": found,
            "number": len(found.rows),
            "looked": bool(self.opened and (typed.strip() or country) and self.bodies.few is None)
            and not self.bodies.away,
            "asked_nothing": self.opened == "find" and not (typed.strip() or country),
            "ways": [(way, label, way == answer) for way, label in self.ways],
            "country_name": countries.name(country) if country else "",
            "country_options": self.bodies.country_options(country) if self.bodies.few is None else "",
            "near": next(((code, name) for code, name in self.bodies.countries if code == near), None)
            if near
            else None,
        }


class BodyField(forms.Field):
    """One body of the directory, or one of the ``ways`` out: (value, label). Its value is the identifier or the way.

    :meth:`serve` gives it the bodies of the request before it is used. ``asked_for``: its form demands an answer, so
    that it is not marked as optional, although the field itself takes none.
    """

    default_error_messages = {"invalid_choice": _("Choose one of the bodies found.")}

    def __init__(self, ways: Ways, *, asked_for: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=BodyPicker(ways), required=False, **kwargs)
        self.ways = dict(ways)
        self.asked_for = asked_for
        self.bodies = Bodies(away=True)

    def serve(self, bodies: Bodies) -> "BodyField":
        """The bodies of this request. Returns the field."""
        self.bodies = bodies
        if isinstance(self.widget, BodyPicker):
            self.widget.bodies = bodies
        return self

    def is_answer(self, text: str) -> bool:
        """Whether ``text`` answers the question: a way out, or a body there is."""
        return not text or text in self.ways or self.bodies.is_one(text)

    def clean(self, value: Any) -> str:
        answer = parts_of(value)[0].strip()
        if not self.is_answer(answer):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return answer

    def words(self, answer: str) -> str:
        """What was answered, to be read."""
        return self.bodies.name_of(answer) or str(self.ways.get(answer, answer))


def parts_of(value: Any) -> tuple[str, str, str]:
    """Answer, words and country of a value of the widget, or of an answer alone."""
    parts = [str(each or "") for each in value] if isinstance(value, list | tuple) else [str(value or "")]
    answer, typed, country = [*parts, "", "", ""][:3]
    return answer, typed, country
