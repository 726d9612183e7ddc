"""What every page of questions is: a form that knows the whole draft and keeps what was typed."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict

from associations.directory.picking import BodyField
from complaints.intake import directory as directories
from complaints.intake.answers import ROW_FIELDS, Answers, row_count
from portal.web.fields import answers_there_are
from portal.web.forms import PortalForm


class StepForm(PortalForm):
    """The form of a page. ``answers`` is the whole draft, ``directory`` the bodies; both may be empty."""

    def __init__(
        self,
        data: Any = None,
        *,
        answers: Answers | None = None,
        directory: directories.Directory | None = None,
        **kwargs: Any,
    ) -> None:
        self.answers = answers or Answers()
        self.directory = directory or directories.Directory(away=True)
        super().__init__(data, **kwargs)
        self.build()

    def build(self) -> None:
        """Fields that depend on the other answers."""

    def names(self) -> list[str]:
        """The names of all inputs of this page: what is kept of a request."""
        result: list[str] = []
        for name, field in self.fields.items():
            parts = getattr(field.widget, "widgets_names", None)
            result += [f"{name}{part}" for part in parts] if parts else [name]
        return result

    def typed(self, posted: QueryDict) -> dict[str, list[str]]:
        """What is kept of a request, by name: of choices the answers there are, of the rest one text."""
        return {name: self._typed(name, posted.getlist(name)) for name in self.names()}

    def _typed(self, name: str, texts: list[str]) -> list[str]:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            known = answers_there_are(field)
            texts = [text for text in dict.fromkeys(texts) if text in known]
        elif isinstance(field, BodyField):
            texts = [text for text in texts if field.is_answer(text)]
        if not isinstance(field, forms.MultipleChoiceField):
            texts = texts[-1:]
        return [text.replace("\r\n", "\n") for text in texts]

    def pickers(self) -> dict[str, BodyField]:
        """The questions for a body, by name."""
        return {name: field for name, field in self.fields.items() if isinstance(field, BodyField)}

    def quiet(self) -> "StepForm":
        """Show what was typed without judging it: somebody comes back to a page, nothing is being sent."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self


class RowsForm(StepForm):
    """A page with rows that can be added and removed without script: their fields are ``<kind>-<index>-<name>``."""

    row_kinds: ClassVar[tuple[str, ...]] = ()
    #: What a row is called, by kind, with a place for its number.
    row_titles: ClassVar[Mapping[str, Any]] = {}

    def row_fields(self, kind: str) -> dict[str, forms.Field]:
        raise NotImplementedError

    def build(self) -> None:
        for kind in self.row_kinds:
            self.fields[f"{kind}-count"] = forms.CharField(required=False, widget=forms.HiddenInput)
            for index in range(self.count(kind)):
                for name, field in self.row_fields(kind).items():
                    self.fields[f"{kind}-{index}-{name}"] = field

    def count(self, kind: str) -> int:
        return row_count(self.data, kind) if self.is_bound else 1

    def rows(self, kind: str) -> Iterator[dict[str, Any]]:
        """For the template: each row's number, index and bound fields."""
        for index in range(self.count(kind)):
            names = (f"{kind}-{index}-{name}" for name in ROW_FIELDS[kind])
            fields = [self[name] for name in names if name in self.fields]
            yield {"number": index + 1, "index": index, "place": f"{kind}-{index}", "fields": fields}

    def place_of(self, name: str) -> str:
        kind, _dash, rest = name.partition("-")
        index = rest.partition("-")[0]
        if kind not in self.row_titles or not index.isdecimal():
            return ""
        return f"{self.row_titles[kind] % {'number': int(index) + 1}}:"

    def hidden_counts(self) -> list[BoundField]:
        return [self[f"{kind}-count"] for kind in self.row_kinds]
