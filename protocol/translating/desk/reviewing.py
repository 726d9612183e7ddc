"""The reviewer's pages: what waits in a language with its differences; send back, approve, publish."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocol.languages import ENDONYMS
from protocol.models import Edition, Provision, Wording
from protocol.translating import services
from protocol.translating.desk import showing
from protocol.translating.desk.frame import NAME, WHERE, Frame, edition_of, me, url
from protocol.translating.places import places

#: Texts on one page: as many as somebody reads with care before they press a button.
A_PAGE = 20


class Reviewing:
    def __init__(self, desk: Frame) -> None:
        self.desk = desk

    def urls(self) -> list[URLPattern]:
        act = self.desk.act
        return [
            path(f"{WHERE}review/", self.desk.read(self.review), name=NAME % "review"),
            path(f"{WHERE}publish/", act(self.publish), name=NAME % "publish"),
            path("wording/<uuid:pk>/send-back/", act(self.send_back), name=NAME % "send_back"),
            path("wording/<uuid:pk>/approve/", act(self.approve), name=NAME % "approve"),
        ]

    def review(self, request: HttpRequest, edition: str, language: str) -> HttpResponseBase:
        """What waits, in the order of the text; ``?only=code``: one provision. Six queries besides the page's own."""
        return self._page(request, edition_of(edition), language, request.GET.get("only", ""))

    def _page(
        self,
        request: HttpRequest,
        edition: Edition,
        language: str,
        only: str,
        refused: list[str] | None = None,
        typed: tuple[UUID, str] | None = None,
        unsaid: list[str] | None = None,
        chosen: Mapping[UUID, str] | None = None,
    ) -> HttpResponseBase:
        """``typed``: the reason as it was written, ``unsaid``: what is wrong with it, told beside its field."""
        waiting = Provision.objects.filter(
            edition=edition, wordings__language=language, wordings__state=Wording.State.PROPOSED
        )
        if only:
            waiting = waiting.filter(code=only[:60].replace("\0", ""))
        pages = Paginator(waiting.distinct().order_by("place"), A_PAGE)
        shown = pages.get_page(request.GET.get("page"))
        found = places(edition, list(shown.object_list), language)
        items = [item for each in found if (item := showing.looked(each, request.user))]
        items.sort(key=lambda item: item.place.provision.place)
        context = self.desk.place(edition, language) | {
            "title": _("A second pair of eyes: %(language)s") % {"language": ENDONYMS[language]},
            "items": items,
            "publishable": [item for item in items if item.may_publish],
            "shown": shown,
            # What was ticked stays ticked while it is what was read.
            "ticked": [item for item in items if (chosen or {}).get(item.wording.pk) == item.place.seen],
            "only": only,
            "refused": refused or [],
            "unsaid": unsaid or [],
            "lines": [
                {
                    "target": f"remark-{item.wording.pk}",
                    "label": item.place.provision.code,
                    "message": message,
                }
                for item in items
                for message in unsaid or []
                if typed and typed[0] == item.wording.pk
            ],
            "typed_pk": typed[0] if typed else None,
            "typed": typed[1] if typed else "",
            "query": {},
        }
        return self.desk.page(request, "review", context, 422 if refused or unsaid else 200)

    def publish(self, request: HttpRequest, edition: str, language: str) -> HttpResponseBase:
        found = edition_of(edition)
        only, chosen = request.POST.get("only", ""), _chosen(request)
        try:
            number = services.publish(found, chosen, by=me(request), now=timezone.now())
        except services.Changed:
            return self._page(request, found, language, only, [_quicker()], chosen=chosen)
        except ValidationError as error:
            return self._page(request, found, language, only, error.messages, chosen=chosen)
        said = ngettext("%(number)d text is published.", "%(number)d texts are published.", number)
        messages.success(
            request, said % {"number": number} + " " + _("The files are made again in a minute.")
        )
        return _back(request, edition, language)

    def send_back(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        wording = _wording(pk)
        remark = request.POST.get("remark", "").replace("\0", "")
        edition, language = wording.provision.edition, wording.language
        only = request.POST.get("only", "")
        try:
            services.send_back(
                pk, seen=request.POST.get("seen", ""), remark=remark, by=me(request), now=timezone.now()
            )
        except services.Changed:
            return self._page(request, edition, language, only, [_quicker()], (pk, remark))
        except ValidationError as error:
            return self._page(request, edition, language, only, None, (pk, remark), error.messages)
        said = _("%(code)s is sent back to its writer.")
        messages.success(request, said % {"code": wording.provision.code})
        return _back(request, edition.code, language)

    def approve(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        wording = _wording(pk)
        edition, language = wording.provision.edition, wording.language
        try:
            services.approve(pk, seen=request.POST.get("seen", ""), by=me(request), now=timezone.now())
        except services.Changed:
            return self._page(request, edition, language, request.POST.get("only", ""), [_quicker()])
        said = _("%(code)s is approved. A publisher can publish it.")
        messages.success(request, said % {"code": wording.provision.code})
        return _back(request, edition.code, language)


def _wording(pk: UUID) -> Wording:
    found = Wording.objects.filter(pk=pk).select_related("provision__edition").first()
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest) -> dict[UUID, str]:
    """What was ticked, and what was seen of each. Raises PermissionDenied for what no form of ours sends."""
    try:
        keys = [UUID(each) for each in request.POST.getlist("chosen")[:A_PAGE]]
    except ValueError as problem:
        raise PermissionDenied from problem
    return {pk: request.POST.get(f"seen-{pk}", "") for pk in keys}


def _back(request: HttpRequest, edition: str, language: str) -> HttpResponseBase:
    """To the page of what waits from which it was sent."""
    return HttpResponseRedirect(url("review", edition, language, page=request.GET.get("page", "")))


def _quicker() -> str:
    return _("Something changed since you looked. Nothing was done. Look at it as it is now.")
