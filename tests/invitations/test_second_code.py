"""The second channel: made by the inviter with a word on the way it goes, shown once, counted when wrong."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from associations.invitations import accepting, inviting
from associations.invitations.accepting import NotMade, Over, WrongCode
from associations.invitations.models import Invitation
from associations.invitations.states import VALID, Channel
from portal.receipts import code as codes
from tests import leaks
from tests.invitations.inviters import (
    HERE,
    LIST,
    WEB_SITE,
    Invited,
    World,
    delivered,
    fresh,
    mail_code,
    newcomer,
    session,
    text,
)

pytestmark = pytest.mark.django_db
HOW = {"channel": "telephone", "found_at": WEB_SITE}


def another_than(code: str) -> str:
    """A code that could be right and is not."""
    return next(found for found in iter(codes.new_spoken_code, None) if found != code)


def shown_code(client: Any, invitation: Invitation) -> str:
    page = client.get(f"{LIST}{invitation.pk}/code/shown/")
    return text(page).partition("data-code>")[2].partition("<")[0]


def test_it_is_made_with_a_word_on_the_way_it_goes(world: World) -> None:
    invitation, client = world.invite(), session(world.alma)
    page = f"{LIST}{invitation.pk}/code/"
    for wrong in ({}, {"channel": "telephone", "found_at": " \u200b"}, {"channel": "mail", "found_at": "x"}):
        answer = client.post(page, wrong)
        assert answer.status_code == 422
        assert answer.context["form"]["found_at"].value() == wrong.get("found_at")
    assert fresh(invitation).code_hash is None
    assert client.post(page, HOW)["Location"] == f"{page}shown/"
    row = fresh(invitation)
    assert (row.channel, row.found_at, row.passed_by) == ("telephone", WEB_SITE, world.alma)
    assert row.passed_at is not None
    spoken = shown_code(client, invitation)
    assert len(spoken) == 9
    assert accepting.enter_code(invitation.pk, spoken.lower(), now=timezone.now()) == row.passed_at


def test_it_is_shown_to_its_maker_alone_and_until_it_was_passed_on(world: World) -> None:
    invitation, client = world.invite(), session(world.alma)
    client.post(f"{LIST}{invitation.pk}/code/", HOW)
    spoken = shown_code(client, invitation)
    assert shown_code(client, invitation) == spoken, "a lost answer, a reload"
    other = session(world.bela).get(f"{LIST}{invitation.pk}/code/shown/")
    assert other["Location"] == f"{LIST}{invitation.pk}/change/"
    assert spoken not in text(client.get(f"{LIST}{invitation.pk}/change/"))
    client.post(f"{LIST}{invitation.pk}/code/shown/")
    assert client.get(f"{LIST}{invitation.pk}/code/shown/").status_code == 302


def test_half_an_hour_and_then_never(world: World, monkeypatch: Any) -> None:
    from associations.invitations import shown_code as shown

    invitation, client = world.invite(), session(world.alma)
    client.post(f"{LIST}{invitation.pk}/code/", HOW)
    monkeypatch.setattr(shown, "SHOWN", -shown.SHOWN)
    assert client.get(f"{LIST}{invitation.pk}/code/shown/").status_code == 302


def test_a_double_click_makes_one_code(world: World) -> None:
    invitation, client = world.invite(), session(world.alma)
    page = f"{LIST}{invitation.pk}/code/"
    form = HOW | {"seen": client.get(page).context["form"]["seen"].value()}
    assert client.post(page, form)["Location"] == f"{page}shown/"
    first = shown_code(client, invitation)
    assert client.post(page, form)["Location"] == f"{page}shown/"
    assert shown_code(client, invitation) == first


def test_somebody_else_made_one_meanwhile(world: World) -> None:
    invitation, client = world.invite(), session(world.alma)
    page = f"{LIST}{invitation.pk}/code/"
    seen = client.get(page).context["form"]["seen"].value()
    session(world.bela).post(page, HOW)
    hers = fresh(invitation).code_hash
    answer = client.post(page, HOW | {"seen": seen})
    assert answer.status_code == 422
    assert "Meanwhile a code was made" in text(answer)
    assert answer.context["form"]["found_at"].value() == WEB_SITE
    assert fresh(invitation).code_hash == hers
    again = answer.context["form"]["seen"].value()
    assert client.post(page, HOW | {"seen": again}).status_code == 302
    assert fresh(invitation).passed_by == world.alma


def test_it_stands_in_no_mail_and_nowhere_at_rest(world: World) -> None:
    invitation = world.invite()
    spoken = world.second_code(invitation)
    inviting.resend(invitation, by=world.alma, now=timezone.now())
    delivered()
    now = timezone.now()
    for _guess in range(5):
        with pytest.raises(WrongCode):
            accepting.enter_code(invitation.pk, another_than(spoken), now=now)
    delivered()
    assert len(mail.outbox) == 3
    for sent in mail.outbox:
        assert spoken not in sent.message().as_string()
        assert codes.group(spoken) not in sent.message().as_string()
    mail.outbox.clear()
    assert leaks.found([spoken, codes.group(spoken)]) == []


def test_five_wrong_ones_block_it_and_tell_the_inviter(world: World) -> None:
    invitation = world.invite()
    [sent] = delivered()
    spoken = world.second_code(invitation)
    invited = Invited()
    invited.enter(mail_code(sent))
    for left in (4, 3, 2, 1):
        page = text(invited.second(another_than(spoken)))
        assert f"{left} more wrong code" in page
    assert "Too many wrong codes" in text(invited.second(another_than(spoken)))
    assert "Too many wrong codes" in text(invited.second(spoken)), "the right one neither, from now on"
    row = fresh(invitation)
    assert (row.state, row.verified_at, row.code_hash) == ("blocked", None, None)
    [told] = delivered()
    assert told.to == ["alma@example.org"]
    page = text(session(world.alma).get(f"{LIST}{invitation.pk}/change/"))
    assert "Too many wrong second codes were entered" in page
    fresh_code = world.second_code(invitation)
    assert invited.second(fresh_code)["Location"] == f"{HERE}account/"
    assert fresh(invitation).wrong_codes == 0


@pytest.mark.parametrize("slip", ["", "4XQ7", "4XQ7K2MFF", "😀😀😀😀😀😀😀😀", "x" * 600, "\x00"])
def test_what_cannot_be_a_code_is_not_counted(world: World, slip: str) -> None:
    invitation = world.invite()
    [sent] = delivered()
    world.second_code(invitation)
    invited = Invited()
    invited.enter(mail_code(sent))
    answer = invited.second(slip)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert fresh(invitation).wrong_codes == 0


def test_one_wrong_symbol_is_a_slip(world: World) -> None:
    spoken = codes.new_spoken_code()
    for place in range(len(spoken)):
        other = "7" if spoken[place] != "7" else "8"
        with pytest.raises(codes.Mistyped):
            codes.normalise_spoken(spoken[:place] + other + spoken[place + 1 :])
    assert codes.normalise_spoken(f" {spoken[:4].lower()}-{spoken[4:]} ") == spoken


def test_before_one_is_made_none_is_right(world: World) -> None:
    invitation = world.invite()
    [sent] = delivered()
    invited = Invited()
    invited.enter(mail_code(sent))
    answer = invited.second(codes.new_spoken_code())
    assert "Wait until you are called or written to" in text(answer)
    assert fresh(invitation).wrong_codes == 0


def test_a_new_code_undoes_what_the_old_one_opened(world: World) -> None:
    invitation = world.invite()
    [sent] = delivered()
    old = world.second_code(invitation)
    invited = Invited()
    invited.enter(mail_code(sent))
    invited.second(old)
    new = world.second_code(invitation)
    assert invited.choose()["Location"] == f"{HERE}code/"
    assert "This is not the code" in text(invited.second(old))
    assert invited.second(new)["Location"] == f"{HERE}account/"
    assert invited.choose()["Location"] == f"{HERE}done/"


def test_the_code_of_one_invitation_opens_no_other(world: World) -> None:
    one, other = world.invite(), world.invite(email="other@example.org")
    spoken = world.second_code(one)
    world.second_code(other)
    with pytest.raises(WrongCode):
        accepting.enter_code(other.pk, spoken, now=timezone.now())


def test_an_invitation_that_is_over_gets_no_code(world: World) -> None:
    invitation = world.invite()
    inviting.revoke(invitation, by=world.alma, reason="x", now=timezone.now())
    with pytest.raises(ValidationError, match="not open any more"):
        inviting.make_code(
            invitation, channel=Channel.LETTER, found_at="x", seen=None, by=world.alma, now=timezone.now()
        )
    answer = session(world.alma).post(f"{LIST}{invitation.pk}/code/", HOW)
    assert answer.status_code == 422


def test_without_a_proof_of_the_present_code_nothing_is_accepted(world: World) -> None:
    invitation = world.invite()
    now = timezone.now()
    proof = accepting.enter_code(invitation.pk, world.second_code(invitation), now=now)
    world.second_code(invitation)
    with pytest.raises(NotMade):
        accepting.accept(invitation.pk, newcomer(), proof=proof, now=now)


def test_somebody_elses_proof_of_the_new_code_is_not_ones_own(world: World) -> None:
    invitation = world.invite()
    now = timezone.now()
    old = accepting.enter_code(invitation.pk, world.second_code(invitation), now=now)
    accepting.enter_code(invitation.pk, world.second_code(invitation), now=now)
    with pytest.raises(NotMade):
        accepting.accept(invitation.pk, newcomer(), proof=old, now=now)


def test_with_a_proof_an_invitation_that_is_over_is_not_accepted(world: World) -> None:
    invitation = world.invite()
    now = timezone.now()
    proof = accepting.enter_code(invitation.pk, world.second_code(invitation), now=now)
    with pytest.raises(Over):
        accepting.accept(invitation.pk, newcomer(), proof=proof, now=now + VALID)
    inviting.revoke(invitation, by=world.alma, reason="x", now=now)
    with pytest.raises(Over):
        accepting.accept(invitation.pk, newcomer(), proof=proof, now=now)
