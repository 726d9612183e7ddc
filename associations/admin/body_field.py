"""A body of the directory in a form of the desk: typed, not chosen from a list that has no end."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations.directory.picking.bodies import is_identifier
from associations.models import Association
from associations.models.body import AssociationQuerySet
from portal.folding import fold

OFFERED = 200  # bodies in the list that a browser suggests from


class BodyField(forms.CharField):
    """A body of the directory, by any of its names, its acronym or its address; the browser suggests from a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 400)
        widget = forms.TextInput(attrs={"list": "bodies", "autocomplete": "off", "class": "vTextField"})
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        body = _identified(value) or value
        return shown(body) if isinstance(body, Association) else value

    def clean(self, value: Any) -> Association | None:
        typed = super().clean(value)
        if not typed:
            return None
        if body := _identified(typed):
            return body
        _head, bracket, slug = typed.rstrip("] ").rpartition("[")
        found = Association.objects.filter(slug=(slug if bracket else typed).strip()).first()
        if found is not None:
            return found
        like = list(Association.objects.named(typed)[:8])
        same = [body for body in like if fold(typed) in body.searched.split("\n")]
        if len(same) == 1:
            return same[0]
        if same or like:
            listed = "; ".join(shown(body) for body in same or like[:5])
            raise ValidationError(
                _("Which body is meant? Write one of these: %(bodies)s."), params={"bodies": listed}
            )
        raise ValidationError(_("No body of the directory has such a name. Add it under Associations first."))


def shown(body: Association) -> str:
    """A name with the address that tells it from another of the same name: what :class:`BodyField` reads back."""
    return f"{body.name} [{body.slug}]"


def suggested(bodies: AssociationQuerySet) -> list[str]:
    """What a browser suggests of ``bodies``: as many as a page can carry. One query."""
    return [shown(body) for body in bodies[:OFFERED]]


def _identified(value: Any) -> Association | None:
    """The body of an identifier: what a link carries."""
    return Association.objects.filter(pk=value).first() if is_identifier(str(value or "")) else None
