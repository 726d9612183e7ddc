"""The glossary as a page: what a thing is called in each language of the text."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol import glossary
from protocol.languages import ENDONYMS
from protocol.reader.alternates import alternates


@require_safe
@cacheable
@unless_unchanged(lambda request: tuple(map(repr, glossary.terms())))
def terms(request: HttpRequest) -> HttpResponse:
    """Every term in every language; each leads to where the text uses it. No query."""
    rows = [
        {
            "term": term,
            "cells": [
                {
                    "language": language,
                    "name": name,
                    "said": term.said[language],
                    "query": urlencode({"q": term.looked_for(language), "language": language}),
                }
                for language, name in ENDONYMS.items()
            ],
        }
        for term in sorted(glossary.terms(), key=lambda each: each.said["en"].casefold())
    ]
    context = {"rows": rows, "names": ENDONYMS, "alternates": alternates(request)}
    return render(request, "protocol/glossary.html", context)
