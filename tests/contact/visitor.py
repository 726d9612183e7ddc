"""A prosecutor's browser without script: fills in pages as they are shown, hidden fields and all."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

ROOT = "/en/contact/"
ABOUT = f"{ROOT}write/"
MESSAGE = f"{ROOT}write/message/"
SENT = f"{ROOT}sent/"
MAILBOX = f"{ROOT}mailbox/"
LETTERS = f"{ROOT}mailbox/letters/"
ANSWER = f"{ROOT}mailbox/answer/"
LEAVE = f"{ROOT}mailbox/leave/"
TEXT = "He dictated the charge by telephone and will not put it in writing."


class _Fields(HTMLParser):
    """What a browser would send of a page's main form as it stands, and the secret that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.secret = ""
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        self.secret = said.get("data-secret", self.secret)
        if tag == "input" and name:
            if said.get("type") in {"radio", "checkbox"}:
                if "checked" in said:
                    self.values[name] = said.get("value", "on")
            else:
                self.values[name] = said.get("value", "")
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select, self.values[name] = name, ""
        elif tag == "option" and "selected" in said:
            self.values[self._select] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


def read(response: Any) -> _Fields:
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser


class Visitor:
    """``about`` and ``write`` send a page with what it held and what is given."""

    def __init__(self, client: Client | None = None, **environ: Any) -> None:
        self.client = client or Client(**environ)

    def post(self, address: str, page: Any, **given: Any) -> Any:
        fields = read(page).values | {name: str(value) for name, value in given.items()}
        fields.pop("csrfmiddlewaretoken", None)
        return self.client.post(address, {k: v for k, v in fields.items() if v != "None"})

    def about(self, answer_by: str = "mailbox", **given: Any) -> Any:
        given = {"purpose": "advice", "answer_by": answer_by} | given
        return self.post(ABOUT, self.client.get(ABOUT), **given)

    def begin(self, answer_by: str = "mailbox", **given: Any) -> Any:
        """The second page, shown."""
        assert self.about(answer_by, **given).status_code == 302
        return self.client.get(MESSAGE)

    def write(self, answer_by: str = "mailbox", about: dict[str, Any] | None = None, **given: Any) -> Any:
        return self.post(
            MESSAGE, self.begin(answer_by, **(about or {})), go="send", **({"message": TEXT} | given)
        )

    def secret(self) -> str:
        return read(self.client.get(SENT)).secret


def text_of(response: Any) -> str:
    return str(response.content.decode())
