"""From the first page to the last: what is asked follows the answer, nothing is lost, bad input gets a clear answer."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from associations.contact.letter import Identity, Reach
from associations.contact.models import Contact
from associations.contact.public import writing
from portal.sealing import Vault
from tests.contact.prosecutors import World
from tests.contact.visitor import ABOUT, MESSAGE, ROOT, SENT, TEXT, Visitor, read, text_of

SCRIPTS = (
    "English. Русский. Українська ґ є ї. Azərbaycan ı İ ğ. Қазақша ә ң ө ұ. Español ñ ¿? 简体中文。"
    " עברית العربية \U0001f469\u200d⚖\ufe0f zero\u200bwidth \u202edetrever\u202c a\u0301"
)


def stored() -> tuple[Contact, Identity, Reach, str]:
    contact = Contact.objects.get()
    vault = Vault.for_desk(contact.pk)
    return (
        contact,
        Identity.from_json(vault.read_json(contact, "identity")),
        Reach.from_json(vault.read_json(contact, "contact")),
        vault.read(contact, "content"),
    )


def test_by_call(visitor: Visitor, world: World) -> None:
    response = visitor.write(
        "call",
        {"name": "Grey Heron", "office": "Harbour", "association": world.service.pk, "language": "uk"},
        phone="+380 (44) 123-45-67",
        safe_hours="after seven",
        code_word="heron",
    )
    assert (response.status_code, response.headers["Location"]) == (302, SENT)
    contact, identity, reach, text = stored()
    assert (contact.handled_by, contact.association, contact.country) == (world.umbrella, world.service, "QM")
    assert (contact.purpose, contact.answer_by, contact.language) == ("advice", "call", "uk")
    assert (contact.has_address, contact.has_mailbox) == (False, False)
    assert identity == Identity(name="Grey Heron", office="Harbour")
    assert reach == Reach("", "+380441234567", "Europe/Kyiv", "after seven", "heron", True)
    assert text == TEXT
    page = text_of(visitor.client.get(SENT))
    assert contact.reference in page
    assert "within the hours that you named" in page
    assert "data-secret" not in page


def test_by_call_without_a_word(visitor: Visitor) -> None:
    assert visitor.write("call", phone="+380441234567", message="").status_code == 302
    page = text_of(visitor.client.get(SENT))
    assert "we call you." in page
    assert "your hours" not in page, "none were named"
    assert "hours that you named" not in page
    assert "we answer." not in page, "the call is the answer"


def test_by_mail_says_what_may_stand_in_it(visitor: Visitor) -> None:
    assert visitor.write("email", email="h@example.org", mail_says="content").status_code == 302
    contact, _identity, reach, _text = stored()
    assert (contact.has_address, contact.has_mailbox) == (True, False)
    assert reach == Reach(email="h@example.org")
    assert visitor.secret() == ""


def test_a_mail_without_content_comes_with_a_mailbox(visitor: Visitor) -> None:
    assert visitor.write("email", email="h@example.org", mail_says="light").status_code == 302
    contact, _identity, reach, _text = stored()
    assert contact.has_mailbox
    assert reach.content_light
    assert visitor.secret()


def test_the_second_page_asks_only_what_the_answer_needs(visitor: Visitor) -> None:
    asked = {
        "email": {"email", "mail_says"},
        "call": {"phone", "zone", "safe_hours", "code_word", "do_not_leave_message", "email"},
        "mailbox": {"email"},
    }
    known = set().union(*asked.values())
    for way, names in asked.items():
        page = visitor.begin(way)
        assert set(page.context["form"].fields) & known == names, way


@pytest.mark.parametrize(
    "way,given,said",
    [
        ("email", {"email": ""}, "Write the address"),
        ("email", {"email": "nobody"}, "does not look like an e-mail address"),
        ("email", {"email": "a@example.org\r\nBcc: b@example.org"}, "does not look like an e-mail address"),
        ("email", {"email": "x" * 300 + "@example.org"}, "at most 254"),
        ("email", {"email": "a@example.org", "mail_says": "nonsense"}, "Choose one of the answers"),
        ("call", {"phone": ""}, "Write the number"),
        ("call", {"phone": "044 123 45 67"}, "with + and the country’s code"),
        ("call", {"phone": "+999 12345678"}, "No country has this code"),
        ("call", {"phone": "+380 44 123"}, "No telephone can have this number"),
        ("call", {"phone": "+380441234567, +380441234568"}, "not a telephone number"),
        ("call", {"phone": "call my lawyer"}, "not a telephone number"),
        ("call", {"phone": "+380441234567 ext. 12"}, "extension"),
        ("call", {"phone": "+" + "1" * 59}, "one number only"),
        ("call", {"phone": "+18005551234"}, "Choose your time zone"),
        ("call", {"phone": "+380441234567", "zone": "Mars/Olympus"}, "Choose an entry of the list"),
        ("mailbox", {"message": "   \u200b "}, "Write your message"),
        ("mailbox", {"message": "я" * 50_000}, "We can take 20,000"),
        ("mailbox", {"email": "nobody"}, "does not look like"),
    ],
)
def test_what_cannot_be_sent_so(visitor: Visitor, way: str, given: dict[str, str], said: str) -> None:
    response = visitor.write(way, **given)
    assert response.status_code == 422, response.headers.get("Location")
    page = text_of(response)
    assert said in page
    assert given.get("message", TEXT) in page, "nothing typed is lost"
    assert 'id="error-summary"' in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "typed,e164",
    [
        ("+380441234567", "+380441234567"),
        ("00380 44 123 45 67", "+380441234567"),
        ("＋３８０441234567", "+380441234567"),
        ("+٧ ٧٢٧ ٢٥٠ ٠٠٠٠", "+77272500000"),
        (" +7.727.250.00.00 ", "+77272500000"),
        ("+1 212 555 0123", "+12125550123"),
        ("+44 20 7946 0018", "+442079460018"),
        ("+49 30 901820", "+4930901820"),
        ("+81 3-3580-3111", "+81335803111"),
        ("+55 11 3119-9000", "+551131199000"),
        ("+994 12 492 53 53", "+994124925353"),
    ],
)
def test_numbers_of_many_countries(visitor: Visitor, typed: str, e164: str) -> None:
    assert visitor.write("call", phone=typed).status_code == 302
    _contact, _identity, reach, _text = stored()
    assert reach.phone == e164
    assert reach.zone


def test_a_zone_that_was_chosen_counts_more_than_the_numbers(visitor: Visitor) -> None:
    visitor.write("call", phone="+380441234567", zone="Asia/Tokyo")
    assert stored()[2].zone == "Asia/Tokyo"


def test_the_country_is_the_bodys_then_the_one_given_then_the_numbers(visitor: Visitor, world: World) -> None:
    visitor.write("call", phone="+380441234567")
    assert stored()[0].country == "UA"
    Contact.objects.update(country="")
    other = Visitor()
    other.write(
        "call",
        {"country": "KZ", "association": "unlisted", "association_name": "A union"},
        phone="+380441234567",
    )
    contact = Contact.objects.get(country="KZ")
    vault = Vault.for_desk(contact.pk)
    assert Identity.from_json(vault.read_json(contact, "identity")).association == "A union"


def test_every_script_is_kept_as_typed(visitor: Visitor) -> None:
    visitor.write("mailbox", {"name": SCRIPTS, "office": SCRIPTS}, message=SCRIPTS)
    _contact, identity, _reach, text = stored()
    assert (identity.name, identity.office, text) == (SCRIPTS, SCRIPTS, SCRIPTS)


def test_nul_and_markup(visitor: Visitor) -> None:
    page = visitor.begin("mailbox", name="a\0b")
    again = visitor.post(MESSAGE, page, go="send", message="<script>alert(1)</script>\0", email="x")
    assert again.status_code == 422
    assert "&lt;script&gt;" in text_of(again)
    assert "<script>alert" not in text_of(again)
    visitor.post(MESSAGE, again, go="send", email="")
    _contact, identity, _reach, text = stored()
    assert (identity.name, text) == ("ab", "<script>alert(1)</script>")


def test_line_ends_count_once(visitor: Visitor) -> None:
    assert visitor.write(message="ab\r\n" * 6_666).status_code == 302
    assert stored()[3] == ("ab\n" * 6_666)


@pytest.mark.parametrize(
    "field,value",
    [
        ("purpose", "nonsense"),
        ("answer_by", ""),
        ("language", "tlh"),
        ("association", "x"),
        ("country", "ZZ"),
    ],
)
def test_the_first_page_is_answered_too(visitor: Visitor, field: str, value: str) -> None:
    response = visitor.about(**{field: value, "name": "Grey Heron"})
    assert response.status_code == 422
    assert "Grey Heron" in text_of(response)
    assert 'id="error-summary"' in text_of(response)


def test_back_and_another_language_lose_nothing(visitor: Visitor) -> None:
    page = visitor.begin("mailbox", name="Grey Heron")
    response = visitor.post(MESSAGE, page, go="back", message=TEXT)
    assert response.headers["Location"] == ABOUT
    assert read(visitor.client.get(ABOUT)).values["name"] == "Grey Heron"
    page = visitor.client.get(MESSAGE)
    assert read(page).values["message"] == TEXT
    response = visitor.post(MESSAGE, page, switch_language="ru", message=f"{TEXT}!")
    assert response.headers["Location"] == MESSAGE.replace("/en/", "/ru/")
    assert read(visitor.client.get(response.headers["Location"])).values["message"] == f"{TEXT}!"
    response = visitor.post(ABOUT, visitor.client.get(ABOUT), switch_language="ru", office="Harbour")
    assert response.headers["Location"] == ABOUT.replace("/en/", "/ru/")
    assert not Contact.objects.exists()


def test_the_way_of_the_answer_can_be_changed_on_the_way(visitor: Visitor) -> None:
    page = visitor.begin("mailbox")
    visitor.post(MESSAGE, page, go="back", message=TEXT)
    page = visitor.begin("call")
    assert read(page).values["message"] == TEXT
    assert visitor.post(MESSAGE, page, go="send", phone="+380441234567").status_code == 302
    assert Contact.objects.get().answer_by == "call"


def test_the_second_page_needs_no_session(visitor: Visitor) -> None:
    page = visitor.begin("call")
    visitor.client.cookies.clear()
    assert visitor.post(MESSAGE, page, go="send", phone="+380441234567", message=TEXT).status_code == 302
    assert stored()[3] == TEXT


def test_a_mailbox_whose_secret_was_lost_with_the_session_asks_once_more(visitor: Visitor) -> None:
    page = visitor.begin("mailbox")
    visitor.client.cookies.clear()
    again = visitor.post(MESSAGE, page, go="send", message=TEXT)
    assert again.status_code == 422
    assert TEXT in text_of(again)
    assert visitor.post(MESSAGE, again, go="send").status_code == 302
    assert visitor.secret()


def test_without_a_first_page_there_is_no_second(visitor: Visitor) -> None:
    assert visitor.client.get(MESSAGE).headers["Location"] == ABOUT
    response = visitor.client.post(MESSAGE, {"message": TEXT, "answer_by": "pigeon"})
    assert response.headers["Location"] == ABOUT
    visitor.about()
    assert read(visitor.client.get(MESSAGE)).values["message"] == TEXT


def test_an_expired_form_keeps_everything(world: World) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    sent = {
        "purpose": "advice",
        "answer_by": "call",
        "association": str(world.service.pk),
        "name": "Grey Heron",
    }
    response = client.post(ABOUT, sent)
    assert response.status_code == 403
    page = text_of(response)
    assert "Press the button once more" in page
    values = read(response).values
    assert {name: values[name] for name in sent} == sent
    response = client.post(MESSAGE, sent | {"message": TEXT, "phone": "nonsense", "language": "en"})
    assert response.status_code == 403
    values = read(response).values
    assert (values["message"], values["phone"], values["association"]) == (
        TEXT,
        "nonsense",
        str(world.service.pk),
    )
    assert "error-summary" not in text_of(response)


def test_with_the_database_away_everything_is_kept(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visitor.begin("call")

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(writing, "write", away)
    visitor.client.raise_request_exception = False
    visitor.client.defaults["HTTP_ORIGIN"] = "http://testserver"
    response = visitor.post(MESSAGE, page, go="send", phone="+380441234567", message=TEXT)
    assert response.status_code == 503
    assert "Our database does not answer" in text_of(response)
    assert read(response).values["message"] == TEXT


@pytest.mark.parametrize("query", ["?answer_by=%00", "?x=" + "y" * 100, "?language[]=en&purpose=%FF"])
def test_queries_that_mean_nothing(visitor: Visitor, query: str) -> None:
    for address in (ROOT, ABOUT, f"{ROOT}unlawful-order/"):
        assert visitor.client.get(address + query).status_code == 200


def test_nothing_of_it_is_cached(visitor: Visitor) -> None:
    for address in (ABOUT, MESSAGE, SENT, f"{ROOT}mailbox/"):
        assert visitor.client.get(address).headers["Cache-Control"] == "no-store"


def test_queries(visitor: Visitor, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Client().get(ROOT)
    with django_assert_num_queries(1):
        Client().get(ABOUT)
