"""The headers that every answer carries, on every address there is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.web.caching import cacheable, personal

# Written out here, so that one taken away from the middleware is missed.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
SAMPLES = {
    "uuid": "0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11",
    "int": "1",
    "slug": "somewhere",
    "str": "somewhere",
    "path": "some/where",
}


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every registered address, with a sample in each place that takes one."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        here = before + sample(entry)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        elif isinstance(entry, URLPattern):
            yield here


def sample(entry: URLPattern | URLResolver) -> str:
    route = str(entry.pattern)
    if route.startswith("^"):
        route = re.sub(r"\(\?P<\w+>[^()]*(\([^()]*\)[^()]*)*\)", "somewhere", route)
        return route.strip("^$").replace("\\Z", "").replace("\\", "").replace(".*", "somewhere")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", "somewhere"), route)


def assert_headers(answer: Any, where: str) -> None:
    for name, value in ALWAYS.items():
        if name == "Referrer-Policy" and where == "/en/leave/":
            assert answer.headers[name] == "no-referrer"
        else:
            assert answer.headers[name] == value, where
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy >= POLICY, where
    assert "unsafe" not in answer.headers["Content-Security-Policy"], where
    assert "geolocation=()" in answer.headers["Permissions-Policy"], where
    assert "camera=()" in answer.headers["Permissions-Policy"], where
    assert "Server" not in answer.headers
    assert "Cache-Control" in answer.headers, where


@pytest.mark.django_db
def test_every_address_carries_them_and_none_breaks() -> None:
    visitor = Client(raise_request_exception=False)
    seen = sorted(set(addresses()))
    assert len(seen) > 20
    for address in seen:
        for query in ("", "?page=abc&q=%00%ff&o=x&p=-1&e=99999999999999999999"):
            answer = visitor.get(address + query)
            assert answer.status_code != 500, address + query
            assert_headers(answer, address)
        assert_headers(visitor.post(address), address)


@pytest.mark.django_db
def test_every_address_with_somebody_logged_in() -> None:
    administrator = get_user_model().objects.create_superuser(
        username="root", password="a long enough password", email="r@example.org", full_name="R"
    )
    visitor = Client(raise_request_exception=False)
    visitor.force_login(administrator)
    for address in sorted(set(addresses())):
        if "log" in address or "leave" in address:
            continue
        answer = visitor.get(address + "?page=abc&q=%00&o=x&p=-1&e=99999999999999999999")
        assert answer.status_code != 500, address
        assert_headers(answer, address)
        if address.startswith("/admin/") and "jsi18n" not in address:
            assert "no-store" in answer.headers["Cache-Control"], address


@pytest.mark.django_db
@pytest.mark.urls("tests.web.addresses")
@pytest.mark.parametrize("address", ["/en/nowhere/", "/broken/", "/refused/", "/away/", "/en/leave/"])
def test_error_pages_carry_them(address: str) -> None:
    assert_headers(Client(raise_request_exception=False).get(address), address)


@pytest.mark.django_db
@pytest.mark.urls("tests.web.addresses")
def test_a_refused_form_carries_them() -> None:
    answer = Client(enforce_csrf_checks=True).post("/form/", {"story": "x"})
    assert answer.status_code == 403
    assert_headers(answer, "/form/")


class TestCaching:
    pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.addresses")]

    def test_a_page_that_is_the_same_for_all_is_kept_for_a_minute(self, client: Client) -> None:
        answer = client.get("/en/safety/")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert {"Cookie", "Accept-Language"} <= set(re.split(r",\s*", answer.headers["Vary"]))

    def test_but_not_for_somebody_with_a_session_that_was_used(self, client: Client, rf: Any) -> None:
        from django.http import HttpResponse

        from portal.web.middleware import Headers
        from portal.web.sessions import SessionStore

        session = SessionStore()
        session["draft"] = "x"
        session.save()

        def view(request: Any) -> HttpResponse:
            assert request.session["draft"]
            return HttpResponse("x")

        request = rf.get("/", HTTP_COOKIE=f"session={session.session_key}")
        request.session = SessionStore(session.session_key)
        assert Headers(cacheable(view))(request).headers["Cache-Control"] == "no-store"

    def test_nor_when_a_form_token_is_in_it(self, client: Client) -> None:
        answer = client.get("/form/")
        assert "csrftoken" in answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"

    def test_nor_when_it_sets_a_cookie(self, rf: Any) -> None:
        from django.http import HttpResponse

        from portal.web.middleware import Headers

        def view(request: Any) -> HttpResponse:
            response = HttpResponse("x")
            response.set_cookie("language", "ru")
            return response

        assert Headers(cacheable(view))(rf.get("/")).headers["Cache-Control"] == "no-store"

    def test_personal_wins_over_everything(self, rf: Any) -> None:
        from django.http import HttpResponse

        from portal.web.middleware import Headers

        view = personal(cacheable(lambda request: HttpResponse("x")))
        assert Headers(view)(rf.get("/")).headers["Cache-Control"] == "no-store"

    def test_what_says_nothing_is_not_kept(self, client: Client) -> None:
        assert client.get("/echo/").headers["Cache-Control"] == "no-store"
