"""Every question carries label, hint, error and limit above its input, tied to it; every error leads to its field."""

import re
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.web.forms import DatePartsField, PartialDate, PortalForm


class Question(PortalForm):
    why: ClassVar = {"story": "It shows us where to look."}
    choice_hints: ClassVar = {"danger": {"detained": "In a prison or a police station."}}

    danger = forms.ChoiceField(
        label="Is someone detained?",
        widget=forms.RadioSelect,
        choices=[("detained", "Yes"), ("unsure", "Not sure")],
    )
    story = forms.CharField(
        label="What happened?", help_text="Who, when, where.", max_length=2000, widget=forms.Textarea
    )
    email = forms.EmailField(label="E-mail", required=False, max_length=200)
    when = DatePartsField(label="When?", partial=True)
    agree = forms.BooleanField(label="I agree", help_text="Needed to go on.")
    file = forms.FileField(label="File")


@pytest.fixture
def empty() -> str:
    return render_crispy_form(Question({}))


def position(html: str, *parts: str) -> list[int]:
    return [html.index(part) for part in parts]


def test_label_hint_and_error_stand_above_the_input_in_this_order(empty: str) -> None:
    order = position(
        empty, ">What happened?", 'id="id_story_helptext"', 'id="id_story_error"', 'name="story"'
    )
    assert order == sorted(order)


def test_the_input_names_hint_error_and_limit(empty: str) -> None:
    assert 'aria-describedby="id_story_helptext id_story_error id_story_limit"' in empty
    assert 'id="id_story_limit"' in empty
    assert "Up to 2,000 characters." in empty
    assert empty.count('aria-invalid="true"') >= 5


def test_choices_are_a_fieldset_whose_parts_are_named(empty: str) -> None:
    assert '<fieldset aria-describedby="id_danger_error">' in empty
    assert 'aria-describedby="id_danger_0_hint"' in empty
    assert 'id="id_danger_0_hint">In a prison or a police station.' in empty


def test_every_identifier_is_unique_and_every_reference_leads_somewhere(empty: str) -> None:
    import re

    ids = re.findall(r'\bid="([^"]+)"', empty)
    assert len(ids) == len(set(ids))
    for names in re.findall(r'(?:aria-describedby|for)="([^"]+)"', empty):
        assert set(names.split()) <= set(ids), names


def test_nothing_is_cut_off_and_nothing_is_blocked_in_the_browser(empty: str) -> None:
    assert "maxlength" not in empty
    assert " required" not in empty


def test_a_text_that_is_too_long_comes_back_whole() -> None:
    html = render_crispy_form(Question({"story": "x" * 2001}))
    assert "x" * 2001 in html
    assert 'id="id_story_error"' in html


def test_what_was_typed_is_escaped() -> None:
    html = render_crispy_form(Question({"story": "<b>bold</b>", "email": '"><script>'}))
    assert "<b>bold" not in html
    assert "<script>" not in html


def test_an_optional_question_says_so(empty: str) -> None:
    assert empty.count("(optional)") == 1
    assert "*" not in empty


def test_errors_lead_to_the_first_part_of_their_field() -> None:
    lines = Question({}).error_list
    assert [line["target"] for line in lines] == [
        "id_danger_0",
        "id_story",
        "id_when_0",
        "id_agree",
        "id_file",
    ]
    assert [line["message"] for line in lines] == [
        "Choose an answer.",
        "Write an answer.",
        "Enter a date.",
        "Tick the box to go on.",
        "Choose a file.",
    ]
    assert lines[1]["label"] == "What happened?"


def test_errors_of_the_form_as_a_whole_come_first() -> None:
    form = Question({})
    form.add_error(None, "Both cannot be true.")
    assert form.error_list[0] == {"target": "", "label": "", "message": "Both cannot be true."}


PARTIAL: dict[Any, Any] = {
    ("27", "3", "2024"): PartialDate(2024, 3, 27),
    ("", "3", "2024"): PartialDate(2024, 3),
    ("", "", "2024"): PartialDate(2024),
    ("29", "2", "2024"): PartialDate(2024, 2, 29),
    ("29", "2", "2023"): "impossible",
    ("31", "4", "2024"): "impossible",
    ("0", "4", "2024"): "impossible",
    ("1", "13", "2024"): "impossible",
    ("", "13", "2024"): "impossible",
    ("", "0", "2024"): "impossible",
    ("5", "", "2024"): "no_month",
    ("5", "4", ""): "no_year",
    ("5", "4", "24"): PartialDate(2024, 4, 5),
    ("5", "4", "124"): "year",
    ("5", "April", "2024"): PartialDate(2024, 4, 5),
    ("", "апрель", "2024"): PartialDate(2024, 4),
    ("", "апр.", "24"): PartialDate(2024, 4),
    ("29 ноября 2026", "", ""): PartialDate(2026, 11, 29),
    ("", "", "29 ноября 2026 г."): PartialDate(2026, 11, 29),
    ("November 29th, 2026", "", ""): PartialDate(2026, 11, 29),
    ("2026 NOV 29", "", ""): PartialDate(2026, 11, 29),
    ("29.11.2026", "", ""): PartialDate(2026, 11, 29),
    ("29/11/26", "", ""): PartialDate(2026, 11, 29),
    ("2026-11-29", "", ""): PartialDate(2026, 11, 29),
    ("2026-11", "", ""): PartialDate(2026, 11),
    ("", "November 2026", ""): PartialDate(2026, 11),
    ("29 November", "", "2026"): PartialDate(2026, 11, 29),
    ("29.11", "", ""): "no_year",
    ("29 November", "", ""): "no_year",
    ("31.2.2026", "", ""): "impossible",
    ("11/29/2026", "", ""): "impossible",
    ("November December 2026", "", ""): "numbers",
    ("1 2 3 4", "", ""): "numbers",
    ("29 Sometember 2026", "", ""): "numbers",
    ("\x00", "4", "2024"): "numbers",
    ("x", "4", "2024"): "numbers",
    ("-5", "4", "2024"): "numbers",
    ("²", "4", "2024"): "numbers",
    ("5", "4", "202400"): "numbers",
    ("", "", ""): "required",
}


@pytest.mark.parametrize("typed, meant", PARTIAL.items())
def test_dates_as_precise_as_they_are_known(typed: tuple[str, str, str], meant: Any) -> None:
    field = DatePartsField(partial=True)
    if isinstance(meant, PartialDate):
        assert field.clean(list(typed)) == meant
        return
    with pytest.raises(ValidationError) as refused:
        field.clean(list(typed))
    assert refused.value.code == meant


def test_a_whole_date_needs_all_three() -> None:
    field = DatePartsField()
    assert field.clean(["1", "5", "2024"]) == date(2024, 5, 1)
    for typed in (["", "5", "2024"], ["", "", "2024"], ["1", "5", ""]):
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
        assert refused.value.code == "incomplete"


def test_the_future_is_refused_only_where_asked() -> None:
    year = timezone.localdate().year
    assert DatePartsField(partial=True, past=True).clean(["", "", str(year)]) == PartialDate(year)
    assert DatePartsField().clean(["1", "1", str(year + 1)]) == date(year + 1, 1, 1)
    with pytest.raises(ValidationError) as refused:
        DatePartsField(past=True).clean(["1", "1", str(year + 1)])
    assert refused.value.code == "future"


def test_a_day_that_has_passed_is_asked_about_once() -> None:
    today = timezone.localdate()

    class Ask(PortalForm):
        when = DatePartsField(ahead=True, required=False)

    def ask(day: date, **more: str) -> Ask:
        return Ask({"when_0": str(day.day), "when_1": str(day.month), "when_2": str(day.year), **more})

    assert ask(today).is_valid()
    yesterday = ask(today - timedelta(days=1))
    assert yesterday.errors["when"] == ["This day has passed. Check the year."]
    assert 'name="when_3"' in render_crispy_form(yesterday)
    confirmed = ask(today - timedelta(days=1), when_3="on")
    assert confirmed.cleaned_data["when"] if confirmed.is_valid() else False
    assert 'id="id_when_3" checked' in render_crispy_form(confirmed)
    assert 'name="when_3"' not in render_crispy_form(ask(today))
    assert 'name="when_3"' not in render_crispy_form(Ask())


@pytest.mark.parametrize("past", [True, False])
def test_the_example_is_a_day_such_as_is_asked_for(past: bool) -> None:
    with pytest.raises(ValidationError) as refused:
        DatePartsField(past=past).clean(["soon", "", ""])
    day, month, year = map(int, re.findall(r"\d+", refused.value.messages[0]))
    assert (date(year, month, day) < timezone.localdate()) is past


def test_a_partial_date_spans_what_it_does_not_say() -> None:
    assert PartialDate(2024, 2).earliest == date(2024, 2, 1)
    assert PartialDate(2024, 2).latest == date(2024, 2, 29)
    assert PartialDate(2024).latest == date(2024, 12, 31)
    assert [
        PartialDate(2024).precision,
        PartialDate(2024, 2).precision,
        PartialDate(2024, 2, 3).precision,
    ] == [
        "year",
        "month",
        "day",
    ]


def test_a_date_that_was_typed_wrong_is_shown_as_typed() -> None:
    html = render_crispy_form(Question({"when_0": "31", "when_1": "2", "when_2": "2024"}))
    assert 'value="31"' in html
    assert 'value="2"' in html
