"""What was corrected or taken off the record: what changed, when, and why."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from associations.models import Association, Event, Membership

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of an entry, before and after; "" where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A revision that stands in the place of another; ``retracted``: nothing stands there any more. ``elsewhere``: the
    entry named the body of this page by mistake - what it says is told on the page of the body it is about alone.
    """

    title: str
    at: datetime
    because: str
    retracted: bool
    differences: list[Difference]
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Corrections:
    """The newest ``SHOWN``, and whether there are more; ``added``: entries put on record since the moment asked for."""

    newest: list[Correction]
    more: bool
    added: int = 0


def corrections(body: Association, since: datetime | None, now: datetime) -> Corrections:
    """Of all that concerns ``body`` now or once did, after ``since`` (else ever). Two queries, one more for each kind
    of entry that was corrected, and two more with ``since``.
    """
    found: list[Correction] = []
    added = 0
    for model, concerns, parts, title, beside in _KINDS:
        entries = model._default_manager.filter(concerns(body)).values("entry")
        revisions = model._default_manager.filter(entry__in=entries, recorded_at__lte=now)
        if since is not None:
            revisions = revisions.filter(recorded_at__gt=since)
            added += revisions.filter(~_follows(model)).count()
        followed = revisions.filter(_follows(model)).select_related(*beside)
        found += _of(body, followed, parts, title, beside)
    found.sort(key=lambda one: one.at, reverse=True)
    return Corrections(found[:SHOWN], len(found) > SHOWN, added)


def _follows(model: type[Model]) -> Exists:
    before = model._default_manager.filter(entry=OuterRef("entry"), superseded_at=OuterRef("recorded_at"))
    return Exists(before.exclude(pk=OuterRef("pk")))


def _of(
    body: Association,
    revisions: QuerySet[Any],
    parts: "dict[Any, Callable[[Any], str]]",
    title: Callable[[Any], str],
    beside: tuple[str, ...],
) -> list[Correction]:
    newest = list(revisions.order_by("-recorded_at")[: SHOWN + 1])
    if not newest:
        return []
    moments = Q()
    for one in newest:
        moments |= Q(entry=one.entry, superseded_at=one.recorded_at)
    rows = revisions.model._default_manager.filter(moments, recorded_at__lte=F("superseded_at"))
    before = {
        (row.entry, row.superseded_at): row
        for row in rows.select_related(*beside).order_by("recorded_at")
        if row.pk not in {one.pk for one in newest if one.superseded_at == one.recorded_at}
    }
    return [
        _correction(body, was, one, parts, title)
        for one in newest
        if (was := before.get((one.entry, one.recorded_at))) and body.pk in _concerned(was) | _concerned(one)
    ]


def _correction(body: Association, was: Any, one: Any, parts: Any, title: Any) -> Correction:
    """Of a body that was named by mistake its page does not repeat the entry; nor do the pages of others name it on."""
    if body.pk not in _concerned(one) or one.about_another:
        return Correction(
            _("An entry about another body"), one.recorded_at, "", one.retracted, [], elsewhere=True
        )
    found = differences(was, one, parts) if not one.retracted else []
    if _whose(was) not in {_whose(one), body.pk}:
        label = str(next(label for label in parts if str(label) in {_("Body concerned"), _("Member")}))
        found = [replace(each, before=_("another body")) if each.label == label else each for each in found]
    return Correction(title(was), one.recorded_at, one.because, one.retracted, found)


def _whose(row: Any) -> UUID:
    """The body an entry is about."""
    body: UUID = row.subject_id if isinstance(row, Event) else row.member_id
    return body


def _concerned(row: Any) -> set[UUID | None]:
    """The bodies on whose pages an entry stands."""
    return {row.subject_id, row.other_id, row.said_by_id} if isinstance(row, Event) else {row.member_id}


def differences(before: Any, after: Any, parts: "dict[Any, Callable[[Any], str]]") -> list[Difference]:
    """The parts that differ, in words. No query when what stands beside the rows was fetched with them."""
    found = [
        Difference(str(label), say(before), say(after))
        for label, say in parts.items()
        if say(before) != say(after)
    ]
    if isinstance(before, Event):
        found += _texts(before.text, after.text)
    return found


def _texts(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """The text in the reader's language whole; of the others only that they changed."""
    language = get_language() or "en"
    mine = language if language in before or language in after else "en"
    found = []
    for code, name in settings.CORRESPONDENCE_LANGUAGES:
        was, now = before.get(code, ""), after.get(code, "")
        if was == now:
            continue
        label = _("Text (%(language)s)") % {"language": name}
        found.append(Difference(label, was, now) if code == mine else Difference(label, "", _("changed")))
    return found


def cited(source: dict[str, str]) -> str:
    """A source in one line, without its link."""
    parts = (source.get(name, "") for name in ("title", "publisher", "date", "reference"))
    return ", ".join(filter(None, parts))


def _sources(row: Any) -> str:
    return "; ".join(
        f"{cited(source)} <{source['link']}>" if source.get("link") else cited(source)
        for source in row.sources
    )


def _name(body: Association | None) -> str:
    return body.name if body else ""


EVENT_PARTS: dict[Any, Callable[[Any], str]] = {
    gettext_lazy("Date"): lambda row: str(row.when),
    gettext_lazy("What happened"): lambda row: str(row.get_kind_display()),
    gettext_lazy("Commitment"): lambda row: str(row.get_commitment_display()),
    gettext_lazy("Standing"): lambda row: str(row.get_standing_display()),
    gettext_lazy("Who says so"): lambda row: row.speaker,
    gettext_lazy("Body concerned"): lambda row: _name(row.subject),
    gettext_lazy("Other body"): lambda row: _name(row.other),
    gettext_lazy("Matter"): lambda row: row.matter,
    gettext_lazy("Disputes what is on record"): lambda row: _("yes") if row.disputes else "",
    gettext_lazy("Sources"): _sources,
    gettext_lazy("File"): lambda row: str(row.file or ""),
}
PERIOD_PARTS: dict[Any, Callable[[Any], str]] = {
    gettext_lazy("Member"): lambda row: _name(row.member),
    gettext_lazy("Member of"): lambda row: _name(row.umbrella),
    gettext_lazy("Kind of membership"): lambda row: str(row.get_kind_display()),
    gettext_lazy("From"): lambda row: str(row.since or _("not known")),
    gettext_lazy("Until"): lambda row: str(row.until or _("not ended")),
    gettext_lazy("Sources"): _sources,
}


def event_title(row: Any) -> str:
    return f"{row.when} · {row.what}"


def period_title(row: Any) -> str:
    return _("Membership: %(umbrella)s") % {"umbrella": row.umbrella.name}


_KINDS: tuple[tuple[Any, Any, Any, Any, tuple[str, ...]], ...] = (
    (
        Event,
        lambda body: Q(subject=body) | Q(other=body) | Q(said_by=body),
        EVENT_PARTS,
        event_title,
        ("subject", "other", "said_by", "file"),
    ),
    (Membership, lambda body: Q(member=body), PERIOD_PARTS, period_title, ("member", "umbrella")),
)
