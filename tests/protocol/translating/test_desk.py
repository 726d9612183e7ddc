"""The translators' desk: who does what, two persons always, and nothing typed is lost when somebody was quicker."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from associations.models import Association
from portal.accounts.models import User
from protocol.models import Edition, Wording
from protocol.translating import services, states
from protocol.translating.places import Place, look
from tests.associations.record import session
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
DESK = "/admin/protocol/translating/"
UK = f"{DESK}working-2026/uk/"
NEW = "Слово прокурора про людську гідність.[^1][^2]"


@pytest.fixture
def union(db: None) -> Association:
    return body("union")


@pytest.fixture
def vera(union: Association) -> User:
    return holds(person("vera"), union, Role.PUBLISHER)


@pytest.fixture
def tim(union: Association) -> User:
    return holds(person("tim"), union, Role.TRANSLATOR)


@pytest.fixture
def zoe(union: Association) -> User:
    return holds(person("zoe"), union, Role.TRANSLATOR)


def at(edition: Edition, code: str = "rule-1", language: str = "uk") -> Place:
    place = look(Edition.objects.get(pk=edition.pk), code, language)
    assert place is not None
    return place


def save(place: Place, by: User, text: str, *, propose: bool = True, **more: str) -> Wording:
    heading = more.get("heading", place.begun.heading if place.begun else "")
    seen = more.get("seen", place.seen)
    return services.save(
        place.edition, place.provision.code, place.language, heading=heading, text=text, seen=seen, by=by,
        now=timezone.now(), propose=propose,
    )  # fmt: skip


def publish(place: Place, by: User) -> int:
    assert place.open is not None
    return services.publish(place.edition, {place.open.pk: place.seen}, by=by, now=timezone.now())


def html(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def seen(client: Client, code: str = "rule-1") -> str:
    return html(client.get(f"{UK}at/{code}/")).split('name="seen" value="')[1].split('"')[0]


# --- from a draft to what is read ----------------------------------------------------------------------------


def test_one_writes_and_another_publishes(edition: Edition, vera: User, tim: User) -> None:
    version = edition.version
    draft = save(at(edition), tim, "Чернетка", propose=False)
    assert (draft.state, draft.revision, draft.made_from) == ("draft", 2, 1)
    again = save(at(edition), tim, NEW, propose=False)
    assert (again.pk, again.text) == (draft.pk, NEW), "one's own draft is rewritten"
    proposed = save(at(edition), tim, NEW)
    assert (proposed.pk, proposed.state) == (draft.pk, "proposed")
    assert publish(at(edition), vera) == 1
    place = at(edition)
    assert place.published is not None
    assert (place.published.text, place.published.reviewed_by, place.open) == (NEW, vera, None)
    assert [each.state for each in place.history] == ["published", "superseded"]
    assert place.edition.version == version + 1, "files are made again"


def test_nobody_publishes_their_own(edition: Edition, vera: User, tim: User) -> None:
    save(at(edition), vera, NEW)
    with pytest.raises(PermissionDenied):
        publish(at(edition), vera)
    waiting = at(edition)
    assert waiting.open is not None
    with pytest.raises(PermissionDenied):
        services.approve(waiting.open.pk, seen=waiting.seen, by=vera, now=timezone.now())
    services.approve(waiting.open.pk, seen=waiting.seen, by=tim, now=timezone.now())
    assert publish(at(edition), vera) == 1, "somebody else has approved it"
    published = at(edition).published
    assert published is not None
    assert (published.written_by, published.reviewed_by) == (vera, tim)


def test_a_translator_publishes_nothing(edition: Edition, tim: User, zoe: User) -> None:
    save(at(edition), tim, NEW)
    with pytest.raises(PermissionDenied):
        publish(at(edition), zoe)


def test_sent_back_with_a_reason_and_taken_up_again(edition: Edition, vera: User, tim: User) -> None:
    save(at(edition), tim, NEW)
    place = at(edition)
    assert place.open is not None
    back = {"seen": place.seen, "by": vera, "now": timezone.now()}
    with pytest.raises(ValidationError, match="Say why"):
        services.send_back(place.open.pk, remark=" \u200b ", **back)
    with pytest.raises(PermissionDenied):
        services.send_back(place.open.pk, remark="No.", **(back | {"by": tim}))
    services.send_back(place.open.pk, remark="Не те слово\0 🕊️", **back)
    place = at(edition)
    assert place.returned is not None
    assert (place.begun, place.returned.remark) == (place.returned, "Не те слово 🕊️")
    row = next(each for each in states.rows(edition, "uk") if each.code == "rule-1")
    assert (row.now.work, row.to_do) == ("returned", True)
    page = html(session(tim).get(f"{UK}at/rule-1/"))
    assert "Не те слово 🕊️" in page
    again = save(place, tim, NEW)  # the writer insists
    assert (again.revision, at(edition).returned) == (3, None)
    assert [each.state for each in at(edition).history] == ["proposed", "returned", "published"]


def test_what_somebody_else_proposed_is_followed_never_rewritten(
    edition: Edition, tim: User, zoe: User
) -> None:
    first = save(at(edition), tim, NEW)
    second = save(at(edition), zoe, "Інше слово.[^1][^2]")
    first.refresh_from_db()
    assert (first.state, first.text, first.remark) == ("returned", NEW, "")
    assert (second.revision, second.state) == (3, "proposed")
    with pytest.raises(PermissionDenied):
        services.withdraw(edition, "rule-1", "uk", by=tim, now=timezone.now())
    services.withdraw(edition, "rule-1", "uk", by=zoe, now=timezone.now())
    assert at(edition).open is None
    save(at(edition), zoe, "Чернетка", propose=False)
    services.withdraw(edition, "rule-1", "uk", by=zoe, now=timezone.now())
    assert [each.revision for each in at(edition).history] == [3, 2, 1], "a draft that is thrown away is gone"


@pytest.mark.parametrize(
    "code, heading, text, words",
    [
        ("rule-1", "Заголовок", "Без виноски.", "footnotes called"),
        ("rule-1", "Заголовок", "Двічі.[^1][^3]", "footnotes called"),
        ("rule-1", "", "Слово.[^1][^2]", "Write the heading"),
        ("rule-1", "З" * 301, "Слово.[^1][^2]", "up to 300"),
        ("rule-1.note-1", "Заголовок", "Слово.", "has no heading"),
        ("rule-1.note-1", "", "\u200b \0", "Write the text"),
        ("rule-1.note-1", "", "С" * 20_001, "up to 20000"),
    ],
)
def test_what_is_not_whole_is_not_proposed(
    edition: Edition, tim: User, code: str, heading: str, text: str, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        save(at(edition, code), tim, text, heading=heading)
    answer = session(tim).post(
        f"{UK}at/{code}/",
        {"seen": at(edition, code).seen, "heading": heading, "text": text, "propose": "x"},
    )
    assert answer.status_code == 422
    assert text.strip("\u200b \0")[:300] in html(answer), "nothing typed is lost"


# --- the source changes --------------------------------------------------------------------------------------


def test_a_changed_source_shows_what_to_do_about_it(edition: Edition, vera: User, tim: User) -> None:
    english = at(edition, language="en")
    assert english.published is not None
    assert at(edition).source_revision == 1
    save(english, tim, english.published.text.replace("human dignity", "the dignity of everyone"))
    publish(at(edition, language="en"), vera)
    line = {counted.language: counted.counts for counted in states.overview(edition)}
    assert (line["uk"]["stale"], line["kk"]["stale"], line["en"]["stale"]) == (1, 1, 0)
    assert "?state=stale" in html(session(tim).get(DESK))
    assert "uk/?state=stale" in html(session(tim).get("/admin/")), "the first page says what is to be done"
    assert "rule-1" in html(session(tim).get(f"{UK}?state=to-do"))
    page = html(session(tim).get(f"{UK}at/rule-1/"))
    assert re.search(r"<del><span[^>]*>\[taken out: </span>human <", page)
    assert re.search(r"<ins><span[^>]*>\[added: </span>of everyone <", page)
    place = at(edition)
    assert place.begun is not None
    save(place, tim, place.begun.text)  # the words still fit
    publish(at(edition), vera)
    assert states.overview(edition)[4].counts["stale"] == 0


def test_terms_numbers_and_the_language_are_warned_about(edition: Edition, tim: User) -> None:
    page = html(session(tim).get(f"{UK}at/rule-1/"))
    assert "людська гідність" in page
    assert "Look again" not in page
    phrase = (
        "Каждый имеет достоинство, и каждый об этом знает, говорит статья 99: это было, есть и будет так. "
    )
    text = phrase * 2 + "[^1][^2]"
    answer = session(tim).post(
        f"{UK}at/rule-1/", {"seen": at(edition).seen, "heading": "Х", "text": text, "save": "x"}, follow=True
    )
    page = html(answer)
    assert "not found: public prosecutor – прокурор" in page.replace("Terms of the glossary are ", "")
    assert "differ from the source: 99." in page
    assert "looks like Russian, not Ukrainian" in page


# --- somebody was quicker ------------------------------------------------------------------------------------


def test_who_was_slower_sees_both_texts_and_saves_again(edition: Edition, tim: User, zoe: User) -> None:
    slow = session(tim)
    then = seen(slow)
    save(at(edition), zoe, "Швидке слово.[^1][^2]")
    sent = {"seen": then, "heading": "Обов’язок", "text": "Повільне\0 слово.[^1][^2]", "propose": "x"}
    answer = slow.post(f"{UK}at/rule-1/", sent)
    page = html(answer)
    assert answer.status_code == 409
    assert "Nothing is lost" in page
    assert "Повільне слово.[^1][^2]</textarea>" in page
    assert re.search(r"<ins>.*?Повільне", page)
    assert "Швидке слово.[^1][^2]" in page
    assert Wording.objects.filter(text__startswith="Повільне").count() == 0
    sent["seen"] = page.split('name="seen" value="')[1].split('"')[0]
    assert slow.post(f"{UK}at/rule-1/", sent).status_code == 302
    assert [each.text[:8] for each in at(edition).history[:2]] == ["Повільне", "Швидке с"]


@pytest.mark.parametrize("what", ["source", "edition"])
def test_the_source_or_the_edition_changed_while_somebody_wrote(
    edition: Edition, vera: User, tim: User, what: str
) -> None:
    slow = session(tim)
    then = seen(slow)
    if what == "source":
        save(at(edition, language="en"), tim, "Another duty.[^1][^2]")
        publish(at(edition, language="en"), vera)
    else:
        Edition.objects.update(status="superseded")
    sent = {"seen": then, "heading": "Обов’язок", "text": NEW, "save": "x"}
    answer = slow.post(f"{UK}at/rule-1/", sent)
    assert answer.status_code == 409
    assert NEW in html(answer)
    sent["seen"] = html(answer).split('name="seen" value="')[1].split('"')[0]
    assert slow.post(f"{UK}at/rule-1/", sent).status_code == 302
    mine = at(edition).open
    assert mine is not None
    assert mine.made_from == (2 if what == "source" else 1)


def test_a_provision_taken_out_while_somebody_wrote(edition: Edition, tim: User) -> None:
    last = edition.provisions.order_by("-place")[0]
    slow = session(tim)
    then = seen(slow, last.code)
    last.delete()
    answer = slow.post(f"{UK}at/{last.code}/", {"seen": then, "text": NEW, "save": "x"})
    assert answer.status_code == 409
    assert NEW in html(answer)
    assert slow.get(f"{UK}at/{last.code}/").status_code == 404


def test_a_reviewer_publishes_what_was_seen_or_nothing(edition: Edition, vera: User, tim: User) -> None:
    save(at(edition), tim, NEW)
    save(at(edition, "rule-2"), tim, "Незалежність прокурора.[^1][^2][^3]")
    client = session(vera)
    page = html(client.get(f"{UK}review/"))
    assert page.count('name="chosen"') == 2
    form = {"chosen": re.findall(r'name="chosen" value="([^"]+)"', page)}
    form |= dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', page))
    save(at(edition), tim, NEW + " Ще.")
    answer = client.post(f"{UK}publish/", form)
    assert answer.status_code == 422
    assert "Something changed since you looked" in html(answer)
    assert Wording.objects.filter(state="published", written_by=tim).count() == 0, "all or none"
    page = html(client.get(f"{UK}review/?only=rule-1"))
    form = {"chosen": re.findall(r'name="chosen" value="([^"]+)"', page)}
    form |= dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', page))
    assert client.post(f"{UK}publish/", form).status_code == 302
    published = at(edition).published
    assert published is not None
    assert published.text == NEW + " Ще."


# --- who may ---------------------------------------------------------------------------------------------------


def test_who_sees_the_desk_and_who_acts(edition: Edition, union: Association, vera: User, tim: User) -> None:
    waiting = save(at(edition), tim, NEW)
    national = body("meridia", "association", country="QM")
    token = at(edition).seen
    pages = [DESK, UK, f"{UK}?state=waiting&page=x", f"{UK}at/rule-1/", f"{UK}review/", f"{UK}tables/"]
    acts = {
        f"{UK}at/rule-1/": {"seen": token, "heading": "А", "text": NEW, "save": "x"},
        f"{UK}publish/": {"chosen": str(waiting.pk), f"seen-{waiting.pk}": token},
        f"{DESK}wording/{waiting.pk}/approve/": {"seen": token},
        f"{DESK}wording/{waiting.pk}/send-back/": {"seen": token, "remark": "No"},
        f"{UK}at/rule-1/withdraw/": {},
    }
    for name, role, where in (("auditor", Role.AUDITOR, union), ("admin", Role.ADMINISTRATOR, union)):
        client = session(holds(person(name), where, role))
        for page in pages:
            assert client.get(page).status_code == 200, (name, page)
        for act, form in acts.items():
            assert client.post(act, form).status_code == 403, (name, act)
        assert "<textarea" not in html(client.get(f"{UK}at/rule-1/"))
    strangers = {
        "officer": holds(person("officer"), union, Role.INTAKE_OFFICER),
        "elsewhere": holds(person("elsewhere"), national, Role.TRANSLATOR),
        "nobody": person("nobody"),
    }
    for name, user in strangers.items():
        client = session(user)
        for page in pages:
            assert client.get(page).status_code == 403, (name, page)
        for act, form in acts.items():
            assert client.post(act, form).status_code == 403, (name, act)
        assert "protocol/translating" not in html(client.get("/admin/"))
    assert Client().get(DESK).status_code == 302
    assert session(tim).get("/admin/protocol/import/").status_code == 403, "a translator imports nothing"
    waiting.refresh_from_db()
    assert (waiting.state, at(edition).seen) == ("proposed", token)


@pytest.mark.parametrize(
    "address",
    [
        f"{UK}at/rule-99/",
        f"{DESK}working-2026/xx/",
        f"{DESK}nowhere/uk/",
        f"{UK}at/%00/",
        f"{DESK}working-2026/en/tables/",
        f"{DESK}wording/00000000-0000-0000-0000-000000000000/approve/",
    ],
)
def test_addresses_that_lead_nowhere(edition: Edition, tim: User, address: str) -> None:
    client = session(tim)
    assert client.get(address).status_code in {404, 405}
    assert client.post(address, {"seen": "\0"}).status_code in {404, 409}


def test_odd_parameters(edition: Edition, vera: User) -> None:
    client = session(vera)
    for query in ("edition=%00", "edition=🕊️"):
        assert client.get(f"{DESK}?{query}").status_code == 200
    for query in ("state=%00", "page=-1", "page=🕊️"):
        assert client.get(f"{UK}?{query}").status_code == 200
        assert client.get(f"{UK}review/?only=%00&{query}").status_code == 200
    assert client.post(f"{UK}publish/", {"chosen": "x"}).status_code == 403
    assert client.post(f"{UK}publish/").status_code == 422


# --- what it costs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page, queries", [(DESK, 8), (UK, 9), (f"{UK}at/rule-1/", 11), (f"{UK}review/", 9)])
def test_what_a_page_costs(
    edition: Edition, vera: User, tim: User, page: str, queries: int, django_assert_num_queries: Any
) -> None:
    for code in ("rule-1", "rule-2"):
        save(at(edition, code), tim, NEW + "[^3]" * (code == "rule-2"))
    client = session(vera)
    client.get(page)
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
