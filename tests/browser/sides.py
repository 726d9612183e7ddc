"""The two sides of a complaint, each in a browser: what they press and fill in. By the names of the form's fields, so
that the same hands work in every language.
"""

import re
from typing import Any

from playwright.sync_api import Page, expect

NEW = "/complaints/new/"
FOLLOW = "/complaints/follow-up/"
CONTINUE = "main .buttons button[value=on]"
NARRATIVE = "He was taken from the courthouse on the quay.\nNobody was told where. Дело № 7."
LETTER = {
    "name": "letter of 3 May.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n" + bytes(range(256)) * 700,
}
PICTURE = {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0" + b"light" * 40_000}


class Complainant:
    """Somebody at the public pages. ``page`` belongs to a context with a base URL; script may be off."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page, self.language = page, language
        page.set_default_timeout(15_000)

    def visit(self, path: str) -> None:
        self.page.goto(f"/{self.language}{path}")

    def go_on(self) -> None:
        self.page.click(CONTINUE)

    def stands_at(self, step: str) -> None:
        expect(self.page).to_have_url(re.compile(rf"/{self.language}{NEW}{step}/"))

    def begin(self, urgency: str = "none") -> None:
        self.visit(NEW)
        self.page.click("main form button.btn-primary")
        self.stands_at("urgency")
        self.page.check(f"[name=urgency][value={urgency}]")

    # --- the steps, each from its page to the next -------------------------------------------------------

    def say_who(self, email: str) -> None:
        self.stands_at("you")
        self.page.check("[name=mode][value=confidential]")
        self.page.check("[name=filer_role][value=relative]")
        self.go_on()
        self.stands_at("contact")
        self.page.fill("[name=identity_name]", "Mira Halloway")
        self.page.fill("[name=relation]", "sister")
        self.page.fill("[name=email]", email)
        self.go_on()

    def say_about_whom(self, body: str) -> None:
        """``body``: the key of an association."""
        self.stands_at("concerned")
        self.page.fill("[name=victims-0-name]", "Tomas Halloway")
        self.page.check(f"[name=respondents-0-association][value='{body}']")
        self.page.fill("[name=respondents-0-office]", "District office 7")
        self.go_on()

    def tell(self) -> None:
        self.stands_at("happened")
        self.page.fill("[name=narrative]", NARRATIVE)
        self.page.fill("[name=began_1]", "3")
        self.page.fill("[name=began_2]", "2024")
        self.page.check("[name=is_ongoing][value=yes]")
        self.go_on()
        self.stands_at("alleged")
        self.page.check("[name=categories][value=A05]")
        self.page.check("[name=categories][value=A11]")
        self.go_on()
        self.stands_at("tried")
        self.page.fill("[name=tried]", "Wrote to the superior prosecutor.")
        self.go_on()

    def attach(self, file: Any = LETTER) -> None:
        self.stands_at("evidence")
        self.page.set_input_files("[name=file]", files=[file])
        self.page.fill("textarea[name=description]", "The answer to our letter.")
        self.page.check("[name=may_show_respondent][value=no]")
        self.page.click("button[value=addfile]")
        expect(self.page.locator("#files")).to_contain_text(file["name"])
        self.go_on()

    def ask_for(self) -> None:
        self.stands_at("remedy")
        self.page.check("[name=remedies][value=cessation]")
        self.page.check("[name=reprisals_feared][value=unsure]")
        self.go_on()
        self.stands_at("consents")
        self.page.check("[name=may_transmit][value=without-identity]")
        self.go_on()
        self.stands_at("review")

    def fill_all(self, body: str, email: str) -> None:
        """From the start to the review."""
        self.begin()
        self.go_on()
        self.say_who(email)
        self.say_about_whom(body)
        self.tell()
        self.attach()
        self.ask_for()

    def send(self) -> tuple[str, str]:
        """The reference and the secret on the receipt."""
        self.page.click("button[value=send]")
        return self.receipt()

    def receipt(self) -> tuple[str, str]:
        self.stands_at("receipt")
        secret = self.page.locator("[data-secret]").get_attribute("data-secret")
        reference = self.page.locator(".receipt__reference").inner_text()
        assert secret is not None
        assert re.fullmatch(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]", secret), secret
        assert re.fullmatch(r"PHR-\d{4}-[0-9A-Z]{7}-[0-9A-Z*~$=U]", reference), reference
        return reference, secret

    def confirm(self) -> None:
        self.page.click("button[value=kept]")
        self.stands_at("done")

    # --- coming back ------------------------------------------------------------------------------------

    def come_back(self, secret: str) -> None:
        self.visit(FOLLOW)
        self.page.fill("[name=secret]", secret.lower().replace("-", " "))
        self.page.press("[name=secret]", "Enter")
        expect(self.page).to_have_url(re.compile(rf"{FOLLOW}complaint/$"))

    def write(self, text: str) -> None:
        self.page.fill("[name=text]", text)
        self.page.click("#message-form button.btn-primary")

    def add(self, file: Any = PICTURE) -> None:
        self.visit(f"{FOLLOW}file/")
        self.page.set_input_files("[name=file]", files=[file])
        self.page.click("main form[enctype] button.btn-primary")
        expect(self.page.locator(".files__name", has_text=file["name"])).to_be_visible()

    @property
    def stage(self) -> Any:
        """Where the line of stages stands."""
        return self.page.locator(".stages [aria-current=step]")


class Officer:
    """Somebody at the desk."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(15_000)

    def log_in(self, username: str, password: str) -> None:
        self.page.goto("/admin/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", password)
        self.page.click("#login-form [type=submit]")
        expect(self.page).to_have_url(re.compile(r"^[^?]*/admin/$"))

    def desk(self) -> None:
        self.page.goto("/admin/")

    def queue(self, name: str) -> Any:
        return self.page.locator(f"#queue-{name}")

    def open(self, reference: str) -> None:
        self.desk()
        self.page.get_by_role("link", name=reference).first.click()
        expect(self.page.locator("h1")).to_have_text(reference)

    def act(self, name: str, **words: str) -> None:
        """Take a step on the complaint's page."""
        form = self.page.locator(f"#act-{name}")
        if words and form.get_attribute("open") is None:
            form.locator("summary").click()
        for field, value in words.items():
            form.locator(f"[name={field}]").fill(value)
        form.locator("button[type=submit]").click()
        expect(self.page.locator(".messagelist")).to_be_visible()

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).click()
        assert waiting.value.suggested_filename.endswith(name.rsplit(".", 1)[-1])
        return waiting.value.path().read_bytes()
