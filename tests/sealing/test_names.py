"""File names of strangers, and what their first bytes say."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sealing.names import LONGEST_NAME, name_disagrees, safe_name, sniff


@pytest.mark.parametrize(
    "given_name, shown",
    [
        ("report.pdf", "report.pdf"),
        ("../../x", "x"),
        ("C:\\Users\\me\\secret.docx", "secret.docx"),
        ("a\0b.txt", "ab.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("Скан паспорта.jpg", "Скан паспорта.jpg"),
        ("  many   blanks .pdf", "many blanks.pdf"),
        ('a"b;c<d>.html', "a_b_c_d_.html"),
        ("line\r\nbreak.txt", "linebreak.txt"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("\u202e\u200b", "file"),
    ],
)
def test_names_are_made_safe_to_show(given_name: str, shown: str) -> None:
    assert safe_name(given_name) == shown


@given(st.text(max_size=400))
def test_no_name_escapes(name: str) -> None:
    shown = safe_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert PurePosixPath(shown).name == shown
    assert PureWindowsPath(shown).name == shown
    assert not any(unicodedata.category(c)[0] == "C" for c in shown)


def test_long_names_keep_their_extension() -> None:
    assert safe_name("x" * 400 + ".pdf").endswith("x.pdf")


PDF, PNG, ZIP = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + bytes(20), b"PK\x03\x04" + bytes(30)


@pytest.mark.parametrize(
    "name, first, disagrees",
    [
        ("a.pdf", PDF, False),
        ("a.png", PDF, True),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", False),
        ("a.docx", ZIP, False),
        ("a.odt", ZIP, False),
        ("a.pdf", ZIP, True),
        ("a.pdf", b"MZ\x90\0", True),
        ("a.pdf", b"just words", True),
        ("a.txt", b"just words", False),
        ("a.txt", PNG, True),
        ("noextension", PDF, True),
        ("a.pdf", b"", True),
        ("a.txt", b"", False),
    ],
)
def test_a_name_that_promises_something_else(name: str, first: bytes, disagrees: bool) -> None:
    assert name_disagrees(name, sniff(first)[0]) is disagrees


@given(st.binary(max_size=200))
def test_sniffing_never_fails(first: bytes) -> None:
    extension, _ = sniff(first)
    assert extension is None or "." not in extension[:1]


def test_nothing_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacking(*_: object, **__: object) -> None:
        raise AssertionError("something was unpacked")

    monkeypatch.setattr("zipfile.ZipFile.__init__", unpacking)
    monkeypatch.setattr("zlib.decompressobj", unpacking)
    assert sniff(b"PK\x03\x04\x14\0\0\0\x08\0" + b"\xff" * 5000)[0] is not None
