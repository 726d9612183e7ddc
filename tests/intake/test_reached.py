"""Who can be reached how: the form says it by the chosen mode, and asks for nothing that nobody reads."""

import pytest

from complaints.filing import Contact
from complaints.models import Complaint
from portal.receipts import code as codes
from portal.sealing import Vault
from tests.intake.visitor import Visitor

BY_PEOPLE = ("phone", "safe_times", "other_contact")


@pytest.mark.parametrize("mode", ["", "anonymous"])
def test_anonymous_is_not_asked_for_what_nobody_reads(visitor: Visitor, mode: str) -> None:
    visitor.answer("you", "skip", mode=mode)
    page = visitor.get("contact/").content.decode()
    assert 'name="email"' in page
    assert not [name for name in BY_PEOPLE if f'name="{name}"' in page]
    assert "nobody can call or write to you in another way" in page
    assert "An e-mail address can give you away" in page


def test_anonymous_promises_no_more_than_is_kept(visitor: Visitor) -> None:
    page = visitor.get("you/").content.decode()
    assert "Anonymous: we do not ask who you are" in page
    assert "we do not learn" not in page


def test_a_number_given_before_is_not_sent_anonymously(visitor: Visitor) -> None:
    visitor.fill()
    visitor.answer("contact", phone="+44 20 7946 0000", safe_times="At night")
    visitor.answer("you", mode="anonymous")
    visitor.send()
    complaint = Complaint.objects.get()
    vault = Vault.for_receipt(complaint.pk, codes.key_pair(visitor.secret(visitor.get("receipt/")))[0])
    contact = Contact.from_json(vault.read_json(complaint, "contact"))
    assert (contact.phone, contact.safe_times, contact.email) == ("", "", "mira@post.example")


@pytest.mark.parametrize("mode", ["confidential", "open"])
def test_who_can_be_known_is_told_who_reads_it(visitor: Visitor, mode: str) -> None:
    visitor.answer("you", mode=mode)
    page = visitor.get("contact/").content.decode()
    assert [name for name in BY_PEOPLE if f'name="{name}"' in page] == [*BY_PEOPLE]
    assert ("Only the custodian can open what you write here" in page) is (mode == "confidential")


def test_the_short_form_says_it_at_the_field(visitor: Visitor) -> None:
    visitor.answer("urgency", urgency="detained")
    page = visitor.get("short/").content.decode()
    assert "If you file anonymously nobody reads this" in page
    assert "An e-mail address can give you away" in page
    assert "only the custodian can open it, on a reasoned request" in page
