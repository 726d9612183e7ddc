"""Pages that memberships and events share: the list, an entry with its history, record, correct, retract."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from associations import editing
from associations.admin.base import AdministratorsPages, me
from associations.admin.body_field import suggested
from associations.admin.record_forms import (
    ChooseBodyForm,
    EventForm,
    MembershipForm,
    TakeOffForm,
    open_questions,
)
from associations.admin.record_rows import RecordForm
from associations.editing import Change, ChangedMeanwhile, Unconfirmed
from associations.models import Association, Event, Membership
from associations.record_permissions import (
    Action,
    may_somewhere,
    reach,
    within,
)
from associations.timeline.corrections import cited, differences
from portal.web.kept import keep_words


class RecordPages(AdministratorsPages):
    """A list of what is on record within reach; an entry with its history; acts. Nothing is deleted."""

    form_class: type[MembershipForm] | type[EventForm]
    parts: dict[Any, Any]
    beside: tuple[str, ...]
    list_per_page = 50
    show_full_result_count = False

    # --- who ------------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_somewhere(request.user, Action.READ)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.RECORD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may(self, request: HttpRequest, action: Action, row: Any) -> bool:
        raise NotImplementedError

    def put(self, row: Any, change: Change, of: Any, form: Any) -> Any:
        raise NotImplementedError

    def about(self, row: Any) -> Association:
        """The body whose page this entry stands on."""
        raise NotImplementedError

    # --- what -----------------------------------------------------------------------------------------------

    def rows(self, request: HttpRequest) -> QuerySet[Any]:
        """Every revision within reach."""
        found = self.model._default_manager.filter(within(self.model, reach(request.user, Action.READ)))
        return found.select_related(*self.beside)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: Any = self.rows(request)
        current: QuerySet[Any] = found.current()
        return current

    def _row(self, request: HttpRequest, pk: UUID) -> Any:
        row = self.rows(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def _latest(self, row: Any) -> Any:
        return self.model._default_manager.select_related(*self.beside).get(
            entry=row.entry, superseded_at__isnull=True
        )

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:associations_{self.opts.model_name}_{name}", args=args)

    def get_urls(self) -> list[URLPattern]:
        name = f"associations_{self.opts.model_name}_%s"
        view, keep = self.admin_site.admin_view, keep_words
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("add/", view(self.choose_view), name=name % "add"),
            path("add/<uuid:body>/", keep(self.record_view), name=name % "record"),
            path("<uuid:pk>/change/", view(self.entry_view), name=name % "change"),
            path("<uuid:pk>/correct/", keep(self.correct_view), name=name % "correct"),
            path("<uuid:pk>/retract/", keep(self.retract_view), name=name % "retract"),
            path("<uuid:pk>/history/", view(self.entry_view), name=name % "history"),
        ]

    # --- pages ----------------------------------------------------------------------------------------------

    def choose_view(self, request: HttpRequest) -> HttpResponseBase:
        """Which body it is about, first: by any of its names."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ChooseBodyForm(request.GET if "body" in request.GET else None)
        if form.is_bound and form.is_valid():
            return HttpResponseRedirect(self._url("record", form.cleaned_data["body"].pk))
        context = {"title": self._title_of_new(), "form": form, "bodies": self._offered(request)}
        return self._page(request, "choose", context)

    def record_view(self, request: HttpRequest, body: UUID) -> HttpResponseBase:
        about = Association.objects.filter(pk=body).first()
        if about is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._form_page(request, about, None)

    def entry_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """One entry: what the record says, and every form in which it said it."""
        row = self._row(request, pk)
        revisions = list(
            self.model._default_manager.filter(entry=row.entry)
            .select_related(*self.beside, "recorded_by")
            .order_by("recorded_at", "superseded_at")
        )
        latest = revisions[-1]
        history = [
            {
                "row": one,
                "differences": differences(before, one, self.parts) if before and not one.retracted else [],
                "first": before is None,
            }
            for before, one in zip([None, *revisions], revisions, strict=False)
        ]
        context = {
            "title": capfirst(str(latest)),
            "row": latest,
            "body": self.about(latest),
            "rows": self._said(latest),
            "history": history[::-1],
            "may_correct": not latest.retracted and self.may(request, Action.CORRECT, latest),
            "may_retract": not latest.retracted and self.may(request, Action.RETRACT, latest),
            "correct_url": self._url("correct", latest.pk),
            "retract_url": self._url("retract", latest.pk),
        }
        return self._page(request, "entry", context)

    def correct_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        if not self.may(request, Action.CORRECT, row):
            raise PermissionDenied
        if request.method != "POST" and self._latest(row).retracted:
            return HttpResponseRedirect(self._url("change", row.pk))  # which says so
        return self._form_page(request, self.about(row), row)

    def retract_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        if not self.may(request, Action.RETRACT, row):
            raise PermissionDenied
        if editing.takes_two(row):
            return HttpResponseRedirect(reverse("admin:commitments_verification_take_off", args=[row.entry]))
        latest = self._latest(row)
        form = TakeOffForm(request.POST if request.method == "POST" else None)
        back = self._url("change", row.pk)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            change = Change(
                me(request), timezone.now(), given["reason"], about_another=given["about_another"]
            )
            try:
                editing.take_off(row, change)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("It is off the record. Earlier days still show it."))
                return HttpResponseRedirect(back)
        context = {
            "title": _("Take off the record"),
            "explain": _(
                "From now on the record no longer says it. Earlier days still show it, with your reason."
            ),
            "submit": _("Take off the record"),
            "form": form,
            "object": latest,
            "back": back,
        }
        return self._page(request, "../act", context)

    def _form_page(self, request: HttpRequest, about: Association, of: Any) -> HttpResponseBase:
        """The form of a new entry or, with ``of``, of a correction; what is refused or asked stands in it."""
        posted = request.method == "POST"
        latest = self._latest(of) if of else None
        # What the editor saw last: a hidden field carries it on from the first look to the second try.
        seen = request.POST.get("seen", str(of.pk)) if of else ""
        initial = self.form_class.initial_of(latest or of) if of and not posted else {}
        form = self.form_class(
            request.POST if posted else None,
            request.FILES if posted else None,
            of=latest,
            initial=initial or self._initial(request),
        )
        meanwhile = None
        status = 200
        if posted and request.POST.get("more") == "sources":
            form.errors.clear()
        elif posted:
            status = 422
            if form.is_valid():
                if latest is not None and (seen != str(latest.pk) or latest.retracted):
                    meanwhile = self._say_meanwhile(form, latest)
                else:
                    done = self._save(request, form, about, latest)
                    if done is not None:
                        return done
                    if latest is not None and (newest := self._latest(latest)).pk != latest.pk:
                        latest = newest
                        meanwhile = self._say_meanwhile(form, latest)
        context = {
            "title": self._title_of_correction() if of else self._title_of_new(),
            "form": form,
            "body": about,
            "of": latest,
            "back": self._url("change", of.pk) if of else self._url("changelist"),
            "bodies": self._offered(request),
            "matters": self._matters(about),
            "seen": latest.pk if latest else "",
            "meanwhile": meanwhile,
            "asking": open_questions(len(form.doubts)) if form.doubts else "",
            "has_file": posted and bool(request.FILES),
        }
        return self._page(request, "form", context, status=status)

    def _save(self, request: HttpRequest, form: Any, about: Association, of: Any) -> HttpResponse | None:
        """The page that follows, or None with the reasons in the form."""
        given = form.cleaned_data
        row = form.build(about)
        change = Change(
            me(request), timezone.now(), given.get("because", ""), request.POST.getlist("confirmed")
        )
        try:
            done = self.put(row, change, of, form)
        except PermissionDenied:
            form.add_error(
                None,
                _(
                    "This is not yours to record: your role reaches what concerns the umbrella body where you hold it."
                ),
            )
        except Unconfirmed as asked:
            form.ask(asked.doubts)
        except ValidationError as error:
            form.refuse(error)
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody else changed this entry first."))
        else:
            messages.success(request, _("It is on record."))
            return HttpResponseRedirect(self._url("change", done.pk))
        return None

    def _say_meanwhile(self, form: RecordForm, latest: Any) -> list[tuple[str, str]]:
        """What the entry says now, to compare; the next try corrects that."""
        form.add_error(
            None,
            _("Somebody else took this entry off the record meanwhile. It cannot be corrected any more.")
            if latest.retracted
            else _(
                "Somebody else corrected this entry meanwhile. Compare with what it says now, shown above the form, "
                "and send again if your correction still stands."
            ),
        )
        return self._said(latest)

    def _said(self, row: Any) -> list[tuple[str, str]]:
        """An entry in words."""
        said = [(str(label), say(row)) for label, say in self.parts.items() if str(label) != _("Sources")]
        if isinstance(row, Event):
            names = dict(settings.CORRESPONDENCE_LANGUAGES)
            said += [
                (_("Text (%(language)s)") % {"language": names[code]}, text)
                for code, text in row.text.items()
            ]
        said += [(_("Source"), cited(source)) for source in row.sources]
        return [(label, text) for label, text in said if text]

    def _initial(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def _matters(self, about: Association) -> list[str]:
        return []

    def _offered(self, request: HttpRequest) -> list[str]:
        """What the browser suggests: umbrella bodies, and their members within reach."""
        umbrellas = reach(request.user, Action.RECORD)
        found = Association.objects.by_name()
        if umbrellas is not None:
            found = (
                found.filter(kind=Association.Kind.UMBRELLA)
                | found.filter(
                    pk__in=Membership.objects.current().filter(umbrella__in=umbrellas).values("member")
                )
            ).distinct()
        return suggested(found)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        template = "associations/act.html" if name == "../act" else f"associations/record/{name}.html"
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": self._url("changelist"),
            "has_errors": status != 200,
            **context,
        }
        return TemplateResponse(request, template, whole, status=status)

    def _title_of_new(self) -> str:
        raise NotImplementedError

    def _title_of_correction(self) -> str:
        raise NotImplementedError
