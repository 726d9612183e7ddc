"""The translators' desk in the admin: how far each language is, its provisions, one provision side by side."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from protocol.languages import ENDONYMS
from protocol.models import Edition, Translating
from protocol.translating import services, states
from protocol.translating.desk import showing
from protocol.translating.desk.forms import WordingForm
from protocol.translating.desk.frame import NAME, WHERE, Frame, edition_of, me, url
from protocol.translating.desk.reviewing import Reviewing
from protocol.translating.desk.tables import Tables
from protocol.translating.permission import may_write
from protocol.translating.places import Place, look

#: Provisions on one page of the list.
A_PAGE = 100


@admin.register(Translating)
class TranslatingAdmin(Frame):
    def get_urls(self) -> list[URLPattern]:
        read, act = self.read, self.act
        return [
            path("", read(self.overview), name=NAME % "changelist"),
            path(WHERE, read(self.provisions), name=NAME % "list"),
            path(f"{WHERE}at/<provision_code:code>/", read(self.provision), name=NAME % "edit"),
            path(f"{WHERE}at/<provision_code:code>/withdraw/", act(self.withdraw), name=NAME % "withdraw"),
            *Reviewing(self).urls(),
            *Tables(self).urls(),
        ]

    def overview(self, request: HttpRequest) -> HttpResponseBase:
        """How far each language of an edition is. Four queries besides those of every page."""
        editions = sorted(Edition.objects.all(), key=_current_first)
        asked = request.GET.get("edition", "")
        edition = next((each for each in editions if each.code == asked), editions[0] if editions else None)
        context = {
            "title": _("Translators’ desk"),
            "editions": editions,
            "edition": edition,
            "lines": showing.lines(edition) if edition else [],
            "columns": [(state, states.NAMES[state]) for state in showing.COLUMNS],
            "names": states.NAMES,
        }
        return self.page(request, "overview", context)

    def provisions(self, request: HttpRequest, edition: str, language: str) -> HttpResponseBase:
        """The provisions of an edition in a language. Four queries besides those of every page."""
        found = edition_of(edition)
        rows = states.rows(found, language)
        chosen = request.GET.get("state", "")
        if chosen not in showing.FILTERS:
            chosen = ""
        pages = Paginator([row for row in rows if not chosen or row.is_in(chosen)], A_PAGE)
        context = self.place(found, language) | {
            "title": f"{found.title} – {ENDONYMS[language]}",
            "choices": showing.choices(rows, chosen),
            "chosen": chosen,
            "shown": pages.get_page(request.GET.get("page")),
            "waiting": sum(row.is_in(states.WAITING) for row in rows),
            "query": {"state": chosen} if chosen else {},
            "names": states.NAMES,
        }
        return self.page(request, "list", context)

    def provision(self, request: HttpRequest, edition: str, language: str, code: str) -> HttpResponseBase:
        """One provision side by side; what is sent is saved as a draft or proposed."""
        found = edition_of(edition)
        if request.method == "POST":
            return self._save(request, found, language, code)
        place = look(found, code, language)
        if place is None:
            raise Http404
        return self._edit(request, place, WordingForm(place))

    def _save(self, request: HttpRequest, edition: Edition, language: str, code: str) -> HttpResponseBase:
        sent = request.POST
        propose = "propose" in sent
        try:
            services.save(
                edition,
                code,
                language,
                heading=sent.get("heading", ""),
                text=sent.get("text", ""),
                seen=sent.get("seen", ""),
                by=me(request),
                now=timezone.now(),
                propose=propose,
            )
        except services.Changed as changed:
            return self._changed(request, edition, language, code, changed.place)
        except ValidationError as error:
            place = look(edition, code, language)
            if place is None:
                return self._changed(request, edition, language, code, None)
            form = WordingForm(place, sent)
            form.refuse(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
            return self._edit(request, place, form, seen=sent.get("seen", ""), status=422)
        if propose:
            messages.success(request, _("Proposed. It is published once another person has looked at it."))
        else:
            messages.success(request, _("The draft is saved. Nobody looks at it until you propose it."))
        return HttpResponseRedirect(url("edit", edition.code, language, code))

    def _changed(
        self, request: HttpRequest, edition: Edition, language: str, code: str, place: Place | None
    ) -> HttpResponseBase:
        """Somebody was quicker: both texts, and nothing that was typed is lost."""
        if place is None:
            context = self.place(edition, language) | {
                "title": _("This provision is gone"),
                "code": code,
                "typed": {name: request.POST.get(name, "").replace("\0", "") for name in ("heading", "text")},
            }
            return self.page(request, "gone", context, 409)
        form = WordingForm(place, request.POST)
        return self._edit(request, place, form, status=409)

    def _edit(
        self, request: HttpRequest, place: Place, form: WordingForm, *, seen: str = "", status: int = 200
    ) -> HttpResponseBase:
        said = form.said()
        user = request.user
        context = self.place(place.edition, place.language) | showing.editing(place, **said)
        waiting = showing.looked(place, user)
        context |= {
            "title": f"{place.provision.code} – {ENDONYMS[place.language]}",
            "names": states.NAMES,
            "form": form,
            # After an error what was seen stays what was seen: somebody may have been quicker meanwhile.
            "seen": seen or place.seen,
            "waiting": waiting,
            "mine": place.open is not None and place.open.written_by_id == user.pk,
            "may_write": may_write(user),
            "conflict": showing.typed(place.begun, **said) if status == 409 else None,
            "next_to_do": url("list", place.edition.code, place.language, state=states.TO_DO),
        }
        return self.page(request, "edit", context, status)

    def withdraw(self, request: HttpRequest, edition: str, language: str, code: str) -> HttpResponseBase:
        found = edition_of(edition)
        try:
            services.withdraw(found, code, language, by=me(request), now=timezone.now())
        except services.Changed:
            messages.error(request, _("There is nothing of yours to take back here any more."))
        else:
            messages.success(request, _("Taken back."))
        there = found.provisions.filter(code=code).exists()
        return HttpResponseRedirect(
            url("edit", edition, language, code) if there else url("list", edition, language)
        )


def _current_first(edition: Edition) -> tuple[int, str, str]:
    order = [Edition.Status.CURRENT, Edition.Status.DRAFT, Edition.Status.SUPERSEDED]
    return order.index(Edition.Status(edition.status)), edition.kind, edition.code
