"""Malformed input gets an answer, never a 500."""

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory

from portal.web.middleware import CleanInput
from portal.web.request import Request

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.addresses")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_nul_in_a_query_is_dropped(visitor: Client) -> None:
    assert visitor.get("/echo/?q=a%00b&%00c=d").text == "[('q', 'ab'), ('c', 'd')]"
    assert visitor.get("/ask/?q=%00").status_code == 404


def test_nul_in_a_form_is_dropped_and_the_rest_kept(visitor: Client) -> None:
    answer = visitor.post("/echo/", {"story": "before\0after", "other": ["x"]})
    assert answer.text == "[('story', 'beforeafter'), ('other', 'x')]"
    typed = visitor.post("/echo/", "story=a%00b&q=%00", content_type="application/x-www-form-urlencoded")
    assert typed.text == "[('story', 'ab'), ('q', '')]"


def test_nul_in_a_path(visitor: Client) -> None:
    assert visitor.get("/en/%00/").status_code == 404


def test_an_endless_query(visitor: Client) -> None:
    assert visitor.get("/echo/?q=" + "a" * 20_000).status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%", "=&&=", "q=%F0%9F%99%88&q", "a[]=1", "page=abc", "page=99999999999999999999"]
)
def test_odd_queries(visitor: Client, query: str) -> None:
    assert visitor.get(f"/echo/?{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/%ff%fe/", "/en/%C3%28/", "//", "/en//", "/en/..%2f..%2fetc/passwd", "/EN/", "/xx/"]
)
def test_odd_paths(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in {301, 302, 404}


def test_too_many_fields(visitor: Client) -> None:
    answer = visitor.post("/echo/", {f"f{n}": "x" for n in range(2500)})
    assert answer.status_code == 400
    assert "<h1" in answer.text


def test_too_much_text(visitor: Client) -> None:
    assert visitor.post("/echo/", {"story": "x" * 5_000_000}).status_code in {400, 413}


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded; charset=utf-7",
        "///",
    ],
)
def test_odd_content_types(visitor: Client, content_type: str) -> None:
    answer = visitor.generic("POST", "/echo/", b"story=x\xff", content_type=content_type)
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("charset", ["hex", "base64", "rot13", "idna", "undefined", "utf-7", "latin-1", ""])
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"]
)
def test_text_in_anything_but_utf_8_is_not_read(visitor: Client, kind: str, charset: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="story"\r\n\r\nabc\r\n--x--\r\n'
    for method in ("POST", "GET"):
        answer = visitor.generic(method, "/echo/", body, content_type=f"{kind}; charset={charset}")
        assert answer.status_code == 400
    assert visitor.generic("POST", "/echo/", body, content_type=f"{kind}; charset=UTF-8").status_code == 200


def test_half_a_pair_of_surrogates_is_no_text() -> None:
    request = RequestFactory().post("/")
    typed = QueryDict(mutable=True)
    typed["story"] = "a\ud800b\0c\U0001f648"
    request.POST = typed
    CleanInput(lambda _: HttpResponse()).process_view(request, lambda: None, (), {})
    assert request.POST["story"] == "a\ufffdbc\U0001f648"


def test_odd_cookies(visitor: Client) -> None:
    visitor.cookies["session"] = "\\000" * 40
    visitor.cookies["language"] = "../../x"
    assert visitor.get("/form/").status_code == 200


@pytest.mark.parametrize("charset", ["hex", "undefined", "nonsense", "utf-16"])
def test_a_charset_does_not_break_a_request_before_anything_can_answer(charset: str) -> None:
    environ = RequestFactory()._base_environ(
        QUERY_STRING="q=1", CONTENT_TYPE=f"text/plain; charset={charset}"
    )
    request = Request(environ)
    assert (request.GET["q"], request.content_params["charset"]) == ("1", charset)
