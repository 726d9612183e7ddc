"""A browser without a screen, and figures from many of them."""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit


class _Fields(HTMLParser):
    """The hidden fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.hidden[str(given["name"])] = given.get("value") or ""


@dataclass(slots=True)
class Answer:
    status: int
    url: str
    text: str
    size: int
    seconds: float
    #: Its entity tag, if it has one.
    tag: str = ""


class Browser:
    """Keeps cookies and one connection; follows redirects by hand, so that a POST is timed alone."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies: SimpleCookie = SimpleCookie()
        self.connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        self.page = ""
        self.used = 0.0

    def request(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(urljoin(self.base, url))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {
            "Cookie": self.cookies.output(attrs=[], header="", sep=";").strip(),
            "Referer": self.base + "/",
        }
        sent |= headers or {}
        # The server closes what is idle; connecting again is not what is timed.
        if time.monotonic() - self.used > 1:
            self.connection.close()
            self.connection.connect()
        began = time.perf_counter()
        self.connection.request(method, target, body or None, sent)
        answer = self.connection.getresponse()
        data = answer.read()
        seconds = time.perf_counter() - began
        self.used = time.monotonic()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        url = answer.getheader("Location") or parts.geturl()
        text = data.decode("utf-8", "replace")
        if answer.status == 200 and method == "GET":
            self.page = text
        tag = answer.getheader("ETag") or ""
        return Answer(answer.status, url, text, len(data), seconds, tag)

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page shown last, read when they are needed: reading a long page takes longer than
        the portal does to send it.
        """
        parser = _Fields()
        parser.feed(self.page)
        return parser.hidden

    def get(self, url: str) -> Answer:
        answer = self.request("GET", url)
        while answer.status in {301, 302, 303}:
            answer = self.request("GET", answer.url)
        return answer

    def post(self, url: str, fields: dict[str, str | list[str]]) -> Answer:
        """POST with the hidden fields of the page shown last (its token among them); does not follow the redirect."""
        data = urlencode(self.hidden | fields, doseq=True).encode()
        return self.request("POST", url, data, {"Content-Type": "application/x-www-form-urlencoded"})

    def submit(self, url: str, fields: dict[str, str | list[str]]) -> Answer:
        """POST, then the page it leads to."""
        answer = self.post(url, fields)
        if answer.status not in {301, 302, 303}:
            problem = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))[:600]
            raise RuntimeError(f"{url} answered {answer.status}: {problem}")
        return self.get(answer.url)


def p(values: Sequence[float], percent: int) -> float:
    """A percentile of some values (the nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Seconds as milliseconds: median, 95th percentile, number."""
    return {
        "p50_ms": round(statistics.median(values) * 1000, 2),
        "p95_ms": round(p(values, 95) * 1000, 2),
        "n": len(values),
    }


def rate(work: Callable[[int], None], clients: int, each: int) -> float:
    """How often a second ``work(client)`` is done when so many clients do it ``each`` times at once."""
    ready = threading.Barrier(clients + 1)
    problems: list[BaseException] = []

    def client(number: int) -> None:
        ready.wait()
        try:
            for _ in range(each):
                work(number)
        except BaseException as problem:  # noqa: BLE001 - told by the main thread
            problems.append(problem)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if problems:
        raise problems[0]
    return clients * each / seconds
