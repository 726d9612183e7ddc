"""The bodies that documents of the library name, whom one writes to about it, the documents on the page of a body."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from associations.directory.panels import Panel
from associations.models import Association
from portal.web.templatetags.portal_look import page
from protocol.library import reading
from protocol.library.handed_in import Body, Keeper


def named(slugs: Iterable[str]) -> dict[str, Body]:
    """One query. The address of a page is written out: the desk alone does not route it."""
    rows = Association.objects.filter(slug__in=list(slugs))
    return {row.slug: Body(row.slug, row.name, page(f"associations/{row.slug}/")) for row in rows}


def keepers() -> list[Keeper]:
    """The umbrella bodies that say where the record is contested. One query."""
    rows = Association.objects.active().filter(kind=Association.Kind.UMBRELLA).by_name()
    found = (Keeper(row.name, row.record_email, row.record_address) for row in rows)
    return [keeper for keeper in found if keeper.email or keeper.address]


def panel(request: HttpRequest, body: Association) -> Panel | None:
    """What the library has about a body; nothing: no panel. One query."""
    documents = reading.about(body.slug)
    if not documents:
        return None
    return Panel(_("In the library"), "library/panel.html", {"documents": documents})
