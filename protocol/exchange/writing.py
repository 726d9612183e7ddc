"""An import is written: all of it or nothing, and only what a person was shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from portal.accounts.models import User
from protocol.exchange.blocks import Level
from protocol.exchange.pieces import Piece
from protocol.exchange.planning import Fate, Item, Plan, plan
from protocol.exchange.task import NewEdition, Read, Task
from protocol.models import Edition, Provision, Wording

State = Wording.State


class Different(Exception):
    """The edition, or the file, is not what was shown: it has to be looked at again."""


@dataclass(frozen=True, slots=True)
class Written:
    edition: Edition
    wordings: int


def write(
    task: Task,
    read: Read,
    *,
    by: User | None,
    now: datetime,
    shown: str,
    accepted: frozenset[str] | None = frozenset(),
    tell: Callable[[int, int], None] | None = None,
) -> Written:
    """Write what was shown: ``shown`` is the digest of that plan, which is made again while the edition is locked.

    ``by``: None for a command. ``accepted``: the codes of doubts that were confirmed; None: all. Without
    ``task.publish`` every text waits for a second pair of eyes. Raises Different; ValidationError while errors are
    left, doubts are not confirmed, or nothing would change.
    """
    try:
        with transaction.atomic():
            locked = _locked(task)
            found = plan(locked, read)
            if found.digest != shown:
                raise Different
            _check(found, accepted)
            return _Writer(found, by, now, tell).write()
    except IntegrityError as problem:
        # Somebody made an edition of this address, or one came into force, in the same moment.
        raise Different from problem
    except ProtectedError as problem:
        raise ValidationError(
            _("What the file does not have is referred to elsewhere and cannot be taken out.")
        ) from problem


def _locked(task: Task) -> Task:
    """The task with the edition as it is now, its row locked. Raises Different when the edition is gone."""
    if task.edition is None:
        return task
    edition = Edition.objects.select_for_update(no_key=True).filter(pk=task.edition.pk).first()
    if edition is None:
        raise Different
    return Task(task.data, task.name, task.language, edition, None, task.remove, task.publish, task.in_force)


def _check(found: Plan, accepted: frozenset[str] | None) -> None:
    if found.level(Level.ERROR):
        raise ValidationError(_("Errors are left. Mend them in the file and import it again."))
    if accepted is not None and set(found.doubts) - accepted:
        raise ValidationError(_("Confirm everything that is doubtful, or change the file."))
    if not found.changes and not found.task.in_force:
        raise ValidationError(_("There is nothing to write: the edition says all of it already."))


class _Writer:
    def __init__(
        self, found: Plan, by: User | None, now: datetime, tell: Callable[[int, int], None] | None
    ) -> None:
        self.plan, self.task, self.by, self.now, self.tell = found, found.task, by, now, tell

    def write(self) -> Written:
        edition = self.task.edition or self._make(self.task.new)
        provisions = {each.code: each for each in edition.provisions.all()}
        structure = self._structure(edition, provisions)
        wordings = self._wordings(provisions)
        if self.task.in_force:
            self._in_force(edition)
        if self.task.edition and (structure or self.task.publish or self.task.in_force):
            # Once, however much was published: what pages and files are known by.
            edition.version += 1
        edition.save()
        return Written(edition, wordings)

    def _make(self, new: NewEdition | None) -> Edition:
        if new is None:
            raise ValueError("an edition, or a new one")
        made = Edition(
            code=new.code,
            kind=new.kind,
            titles=self.plan.titles,
            source_language=self.plan.source_language,
            adopted_on=new.adopted_on,
            adopted_by=new.adopted_by,
        )
        made.full_clean(validate_unique=False, validate_constraints=False)
        made.save(force_insert=True)
        return made

    # --- provisions ------------------------------------------------------------------------------------------

    def _structure(self, edition: Edition, provisions: dict[str, Provision]) -> bool:
        """New provisions where the file has them, what is taken out, categories; gives whether anything changed."""
        for row in self.plan.removed:
            provisions.pop(row.code, None)
        if self.plan.removed:
            edition.provisions.filter(pk__in=[row.pk for row in self.plan.removed]).delete()
        for piece, row in self.plan.facts:
            one = provisions[row.code]
            one.categories, one.cites = piece.categories or [], piece.cites or []
            one.save(update_fields=["categories", "cites"])
        pieces: dict[str, Piece] = {}
        for item in self.plan.of(Fate.NEW):
            if item.piece is not None:
                pieces.setdefault(item.code, item.piece)
        if self.task.edition is None:
            # In a JSON a provision may have no words in any of its languages.
            pieces = {piece.code: piece for piece in self.plan.found.pieces}
        made = [self._provision(edition, piece, provisions) for piece in pieces.values()]
        if not made and not self.plan.removed:
            return bool(self.plan.facts)
        order = _order(
            [piece.code for piece in self.plan.found.pieces], list(provisions), {p.code for p in made}
        )
        fresh = {each.code for each in made}
        moved = []
        for place, code in enumerate(order, 1):
            one = provisions[code]
            if one.place != place:
                one.place = place
                if code not in fresh:
                    moved.append(one)
        # Places are looked at when the transaction ends, so they may be taken twice until then.
        Provision.objects.bulk_update(moved, ["place"], batch_size=500)
        Provision.objects.bulk_create([provisions[code] for code in order if code in fresh], batch_size=500)
        return True

    def _provision(self, edition: Edition, piece: Piece, provisions: dict[str, Provision]) -> Provision:
        titled = piece.titled if piece.titled is not None else bool(piece.heading)
        made = Provision(
            edition=edition,
            code=piece.code,
            kind=piece.kind,
            parent=provisions[piece.parent.code] if piece.parent else None,
            place=0,
            label=piece.label,
            titled=titled,
            categories=piece.categories or [],
            cites=piece.cites or [],
        )
        provisions[piece.code] = made
        return made

    # --- wordings --------------------------------------------------------------------------------------------

    def _wordings(self, provisions: dict[str, Provision]) -> int:
        items = [item for item in self.plan.items if item.written]
        if self.task.publish:
            for language in {item.language for item in items}:
                changed = [provisions[item.code].pk for item in items if item.language == language]
                before = Wording.objects.published().filter(provision__in=changed, language=language)
                before.update(state=State.SUPERSEDED)
        latest = {item.code: item.revision for item in items if item.language == self.plan.source_language}
        added = []
        for place, item in enumerate(items, 1):
            added.append(self._wording(item, provisions[item.code], latest))
            if self.tell:
                self.tell(place, len(items))
        Wording.objects.bulk_create(added, batch_size=500)
        return len(added)

    def _wording(self, item: Item, provision: Provision, latest: dict[str, int]) -> Wording:
        source = self.plan.source_language
        made_from = item.made_from
        if item.language != source and made_from is None and item.fate == Fate.NEW:
            made_from = latest.get(item.code)
        made = Wording(
            provision=provision,
            language=item.language,
            revision=item.revision,
            heading=item.words.heading,
            text=item.words.text,
            made_from=made_from if item.language != source else None,
            state=State.PUBLISHED if self.task.publish else State.PROPOSED,
            written_by=self.by,
            written_at=self.now,
            reviewed_at=self.now if self.task.publish else None,
        )
        made.index()
        return made

    def _in_force(self, edition: Edition) -> None:
        if edition.status == Edition.Status.CURRENT:
            return
        current = (
            Edition.objects.select_for_update(no_key=True)
            .filter(kind=edition.kind, status=Edition.Status.CURRENT)
            .first()
        )
        if current is not None:
            current.status = Edition.Status.SUPERSEDED
            current.version += 1
            current.save(update_fields=["status", "version"])
            edition.supersedes = current
        edition.status, edition.published_at = Edition.Status.CURRENT, self.now


def _order(file: list[str], present: list[str], fresh: set[str]) -> list[str]:
    """Those of the edition as they are, each new one after what precedes it in the file."""
    order = [code for code in present if code not in fresh]
    if not order:
        return [code for code in file if code in fresh]
    before: str | None = None
    for code in file:
        if code in fresh:
            at = order.index(before) + 1 if before in order else 0
            order.insert(at, code)
        before = code if code in fresh or code in order else before
    return order
