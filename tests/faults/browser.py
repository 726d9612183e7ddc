"""A browser without script over a real connection: cookies, hidden fields, files - and answers that break off."""

import http.client
import re
import uuid
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.intake.visitor import NEW, WHOLE

RECEIPT, REVIEW = f"{NEW}receipt/", f"{NEW}review/"
ENTER, CASE = "/en/complaints/follow-up/", "/en/complaints/follow-up/complaint/"
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Answer:
    """``broken``: the connection ended before the answer did; ``body`` is what had come until then."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    broken: bool = False

    @property
    def text(self) -> str:
        return unescape(self.body.decode(errors="replace"))

    @property
    def leads_to(self) -> str:
        return self.headers.get("Location", "")

    @property
    def secret(self) -> str:
        return self._shown("data-secret")

    @property
    def resume_code(self) -> str:
        return self._shown("data-resume-code")

    def _shown(self, name: str) -> str:
        found = re.search(rf'{name}="([^"]+)"', self.text)
        assert found, f"no {name} on this page ({self.status}): {self.text[:2000]}"
        return found[1]


class Browser:
    """``base`` may change between two requests: the server came back at another port."""

    def __init__(self, base: str, patience: float = 60.0) -> None:
        self.base, self.patience = base, patience
        self.cookies: dict[str, str] = {}
        self.hidden: dict[str, dict[str, str]] = {}
        self.pages = ""  # everything that was shown

    def get(self, path: str) -> Answer:
        """The page; its hidden fields are remembered for the post to the same path."""
        answer = self._send("GET", path)
        self.pages += answer.text
        fields: dict[str, str] = {}
        for tag in HIDDEN.findall(answer.body.decode(errors="replace")):
            found = dict(ATTRIBUTE.findall(tag))
            fields.setdefault(found.get("name", ""), unescape(found.get("value", "")))
        if answer.status == 200:
            self.hidden[path] = fields
        return answer

    def post(
        self,
        path: str,
        fields: dict[str, Any] | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
        *,
        of: str = "",
    ) -> Answer:
        """The form on the page ``of`` (or ``path``, fetched when it was not) with these fields, to ``path``."""
        page = of or path
        if page not in self.hidden:
            self.get(page)
        boundary = f"----{uuid.uuid4().hex}"
        body = b""
        for name, value in (self.hidden.get(page, {}) | (fields or {})).items():
            for one in value if isinstance(value, list) else [value]:
                body += _part(boundary, f'name="{name}"', str(one).encode())
        for name, (filename, content) in (files or {}).items():
            body += _part(boundary, f'name="{name}"; filename="{filename}"', content)
        body += f"--{boundary}--\r\n".encode()
        return self._send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(urljoin(self.base, path))
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self.patience)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, address, body, {"Cookie": cookies, "Referer": self.base} | (headers or {}))
        try:
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                name, _equals, value = line.split(";")[0].partition("=")
                self.cookies[name] = value
            try:
                return Answer(response.status, response.headers, response.read())
            except http.client.IncompleteRead as cut:
                return Answer(response.status, response.headers, cut.partial, broken=True)
        finally:
            connection.close()

    # --- the way through the form ---------------------------------------------------------------------

    def step(self, key: str, **own: Any) -> Answer:
        """One page of the form, as ``WHOLE`` has it, with some answers of one's own (``files``: as in ``post``)."""
        files = own.pop("files", None)
        fields = WHOLE.get(key, {}) | {name.replace("__", "-"): value for name, value in own.items()}
        return self.post(f"{NEW}{key}/", {"go": "on"} | fields, files)

    def fill(self, **own: dict[str, Any]) -> None:
        """All pages up to the review."""
        for key in WHOLE:
            answer = self.step(key, **own.get(key, {}))
            assert answer.status == 302, f"{key}: {answer.status} {answer.text[:3000]}"

    def send(self) -> Answer:
        return self.post(REVIEW, {"go": "send"})

    def file(self, **own: dict[str, Any]) -> str:
        """A whole complaint; the secret on its receipt."""
        self.fill(**own)
        answer = self.send()
        assert (answer.status, answer.leads_to) == (302, RECEIPT), answer.text[:3000]
        return self.get(RECEIPT).secret


def _part(boundary: str, disposition: str, value: bytes) -> bytes:
    kind = b"Content-Type: application/octet-stream\r\n" if "filename" in disposition else b""
    head = f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n".encode()
    return head + kind + b"\r\n" + value + b"\r\n"
