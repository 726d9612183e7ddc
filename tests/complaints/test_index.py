"""What of a complaint may be searched: told facts, officials complained about; never who complains or suffers."""

import pytest
from django.apps import apps

from complaints import tasks
from complaints.filing import Account, Identity, RespondentInput, VictimInput
from portal.sealing import Purpose, SealedField, Vault
from portal.sealing.index import search_ids
from tests.complaints_factory import World

pytestmark = pytest.mark.django_db


def test_names_of_complainant_and_victims_are_not_indexed() -> None:
    World().file(
        identity=Identity(name="Zenobia Whitlock", organisation="Lanternkeepers", address="7 Heron Lane"),
        victims=[VictimInput(name="Casimir Ostrander", details="Aged 61, a locksmith", authority="warrant")],
        respondents=[
            RespondentInput(
                unlisted_name="Bureau of Quays", office="Third desk", persons="Prosecutor Vantongeren"
            )
        ],
        account=Account(narrative="Taken from the courthouse", began="2026-03", pending_elsewhere="unsure"),
    )
    assert tasks.fill_index() == 1
    words = {"Zenobia", "Whitlock", "Lanternkeepers", "Heron", "Casimir", "Ostrander", "unsure"}
    words |= {"courthouse", "locksmith", "warrant", "Quays", "third", "Vantongeren"}
    hidden = {"Zenobia", "Whitlock", "Lanternkeepers", "Heron", "Casimir", "Ostrander", "unsure"}
    assert {word for word in words if not search_ids(word)} == hidden


def test_what_is_searched_is_sealed_content() -> None:
    complaint = apps.get_model("complaints", "Complaint")
    for relation in tasks.SEARCHED:
        if relation == "account":
            field = complaint._meta.get_field("account")
        else:
            field = complaint._meta.get_field(relation).related_model._meta.get_field("particulars")
        assert isinstance(field, SealedField)
        assert field.purpose == Purpose.CONTENT


def test_the_exact_size_of_a_file_stands_only_under_the_seal() -> None:
    from tests.complaints_factory import sealed_file
    from tests.leaks import tables

    case = World().file(evidence=[sealed_file(content=b"x" * 7_654_321)])
    row = case.complaint.evidence.get()
    assert Vault.for_desk(case.pk).read_json(row, "particulars")["size"] == 7_654_321
    assert not [where for where, content in tables() if where.endswith("(text)") and b"7654321" in content]
