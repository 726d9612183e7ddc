"""A body's first liaison comes in, without script: invited in one browser, verified by two channels, accepted in
another, confirmed by the supervisor in a third; then logs in. Axe finds nothing on the new pages.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from associations.invitations.models import Invitation
from associations.models import RoleGrant
from portal.outbox import deliver
from tests.browser.looker import Looker
from tests.browser.sides import Officer

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
PHONE = {"width": 360, "height": 740}
TARSIA = "prosecutors-league-of-tarsia"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]\b")
SUBMIT = "#content input.default"
PASSWORD = "under the old lighthouse 7"


@pytest.fixture
def posted(settings: Any, tmp_path: Path) -> Callable[[], list[str]]:
    """Delivers what waits; gives every mail as a text."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def all_of_it() -> list[str]:
        from django.core import mail

        deliver.run("test")
        return [f"To: {each.to[0]}\n{each.subject}\n{each.body}" for each in mail.outbox]

    return all_of_it


def desk(browse: Browse, username: str, **options: Any) -> Page:
    officer = Officer(browse(viewport={"width": 1280, "height": 860}, **options))
    officer.log_in(username, settings.PORTAL_DEMO_PASSWORD)
    page: Page = officer.page
    return page


def invite(page: Page, body: "Association", email: str = "first@tarsia.example") -> None:
    page.goto(f"/admin/associations/association/{body.pk}/change/")
    page.get_by_role("link", name="Invite its first liaison").click()
    expect(page.locator("[name=body]")).to_have_value(re.compile(TARSIA))
    page.fill("[name=name]", "Ilka Moreau")
    page.fill("[name=email]", email)
    page.click(SUBMIT)
    expect(page.locator(".messagelist")).to_contain_text("The invitation is on its way")


def make_code(page: Page) -> str:
    page.get_by_role("link", name="Make the second code").click()
    page.check("[name=channel][value=telephone]")
    page.fill("[name=found_at]", "The league’s letter of 3 May 2019")
    page.click(SUBMIT)
    code = page.locator("[data-code]").inner_text()
    page.click(SUBMIT)
    return code


def mail_code(mails: list[str]) -> tuple[str, str]:
    """(the path of the page, the code) of the mail that invites."""
    mail = next(each for each in mails if CODE.search(each))
    address = re.search(r"/admin/account/invitation/\S*", mail)
    code = CODE.search(mail)
    assert address
    assert code
    return address[0], code[0]


def test_the_first_liaison_of_a_body(
    browse: Browse, bodies: "dict[str, Association]", posted: Callable[[], list[str]]
) -> None:
    admin = desk(browse, "administrator", java_script_enabled=False)
    invite(admin, bodies[TARSIA])
    spoken = make_code(admin)
    expect(admin.locator("body")).not_to_contain_text(spoken)

    path, code = mail_code(posted())
    ilka: Page = browse(java_script_enabled=False, viewport=PHONE)
    ilka.goto(path)
    ilka.fill("[name=code]", code.lower().replace("-", " "))
    ilka.click(SUBMIT)
    expect(ilka.locator("h1")).to_have_text("Second code")
    expect(ilka.locator("#content")).to_contain_text(
        "Concord of Prosecutors (invented) invites you to take the role"
    )
    ilka.fill("[name=code]", spoken[:-1] + ("7" if spoken[-1] != "7" else "8"))
    ilka.click(SUBMIT)
    expect(ilka.locator("#content")).to_contain_text("One character seems to be wrong")
    ilka.fill("[name=code]", spoken.lower())
    ilka.click(SUBMIT)
    expect(ilka.locator("[name=full_name]")).to_have_value("Ilka Moreau")
    ilka.fill("[name=username]", "officer")
    ilka.fill("[name=password1]", PASSWORD)
    ilka.fill("[name=password2]", PASSWORD)
    ilka.select_option("[name=time_zone]", "Asia/Almaty")
    ilka.click(SUBMIT)
    expect(ilka.locator("#content")).to_contain_text("Somebody already has this user name")
    expect(ilka.locator("[name=time_zone]")).to_have_value("Asia/Almaty")
    ilka.fill("[name=username]", "ilka")
    ilka.fill("[name=password1]", PASSWORD)
    ilka.fill("[name=password2]", PASSWORD)
    ilka.click(SUBMIT)
    expect(ilka.locator("h1")).to_have_text("What happens next")
    expect(ilka.locator("#content")).to_contain_text("Accepted; waits for the second person")

    grant = RoleGrant.objects.get(user__username="ilka")
    supervisor = desk(browse, "decider", java_script_enabled=False)
    supervisor.goto("/admin/associations/rolegrant/?status=waiting")
    supervisor.locator("#result_list tbody th a").first.click()
    expect(supervisor.locator("#content")).to_contain_text("The league’s letter of 3 May 2019")
    supervisor.locator(f'a[href="/admin/associations/rolegrant/{grant.pk}/confirm/"]').first.click()
    supervisor.click(SUBMIT)
    expect(supervisor.locator(".messagelist")).to_contain_text("The role has effect")

    assert any(
        "ilka" not in each and "To: first@tarsia.example" in each and "has effect" in each
        for each in posted()
    )
    ilka.get_by_role("button", name="Log out").click()
    Officer(ilka).log_in("ilka", PASSWORD)
    expect(ilka.locator(".duty")).to_contain_text("Prosecutors’ League of Tarsia")
    admin.goto(f"/admin/invitations/invitation/{Invitation.objects.get().pk}/change/")
    expect(admin.locator("#content")).to_contain_text("Confirmed")


def test_axe_finds_nothing(
    browse: Browse, bodies: "dict[str, Association]", posted: Callable[[], list[str]]
) -> None:
    admin = desk(browse, "administrator")
    look = Looker(admin, "inviter")
    admin.goto("/admin/invitations/invitation/add/")
    admin.click(SUBMIT)
    look("invite, errors")
    admin.goto(f"/admin/associations/association/{bodies[TARSIA].pk}/change/")
    look("a body without a liaison")
    invite(admin, bodies[TARSIA])
    look("an invitation")
    admin.get_by_role("link", name="Make the second code").click()
    admin.click(SUBMIT)
    look("second code, errors")
    admin.check("[name=channel][value=letter]")
    admin.fill("[name=found_at]", "The register of associations")
    admin.click(SUBMIT)
    look("the code")
    spoken = admin.locator("[data-code]").inner_text()
    admin.goto("/admin/invitations/invitation/")
    look("invitations")
    admin.locator("#result_list tbody th a").first.click()
    admin.get_by_role("link", name="Revoke").click()
    look("revoke")
    found = look.found

    path, code = mail_code(posted())
    page = browse()
    look = Looker(page, "invited")
    page.goto(path)
    page.click(SUBMIT)
    look("mail code, error")
    page.fill("[name=code]", code)
    page.click(SUBMIT)
    page.click(SUBMIT)
    look("second code, error")
    page.fill("[name=code]", spoken)
    page.click(SUBMIT)
    page.click(SUBMIT)
    look("account, errors")
    page.fill("[name=username]", "ilka")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click(SUBMIT)
    look("what happens next")
    page.context.clear_cookies()
    page.goto(path)
    page.fill("[name=code]", code)
    page.click(SUBMIT)
    look("over")
    found += look.found
    grant = RoleGrant.objects.get(user__username="ilka")
    supervisor = desk(browse, "decider")
    look = Looker(supervisor, "second-person")
    supervisor.goto(f"/admin/associations/rolegrant/{grant.pk}/change/")
    look("a role with how it was verified")
    found += look.found
    assert not found, "\n".join(found)
