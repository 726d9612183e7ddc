from django.urls import path, register_converter

from protocol.reader import downloads, editions, terms, views


class Code:
    """The code of a provision: rule-3, rule-3.b, rule-3.b.note-1."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Code, "provision")
app_name = "protocol"
urlpatterns = [
    path("", views.read, name="read"),
    path("compare/", views.compare, name="compare"),
    path("search/", views.search, name="search"),
    path("glossary/", terms.terms, name="glossary"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<slug:code>/files/", downloads.files, name="files"),
    path("editions/<slug:code>/files/<slug:languages>.<slug:kind>", downloads.file, name="file"),
    path("editions/<slug:code>/", views.read, name="edition"),
    path("editions/<slug:code>/<provision:provision>/", views.provision, name="provision"),
    # Last: what is left is the code of a provision.
    path("<provision:provision>/", views.current, name="current"),
]
