"""The bodies a complaint can be about, and those that can be asked to handle it: no more of them than a page needs."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.directory.picking import Bodies
from associations.models import Association
from portal import countries

UNLISTED, UNSURE = "unlisted", "unsure"


class Directory(Bodies):
    """Public facts only. Bodies that have left can be picked: membership is judged at the time of the facts."""

    def __init__(self, *, away: bool = False, near: str = "") -> None:
        super().__init__(away=away, near=near)
        self._codes: dict[str, bool] = {}

    def country_of(self, typed: str) -> str:
        """The code that routing and recusal need, of a country as it was typed; "" when it is not known.

        The code of a country that only bodies have (one that is no more) is known by them: one query.
        """
        if code := countries.code_of(typed):
            return code
        upper = typed.strip().upper()
        if self.away or not countries.is_known(upper):
            return ""
        if upper not in self._codes:
            self._codes[upper] = Association.objects.filter(country=upper).exists()
        return upper if self._codes[upper] else ""

    def handler_choices(self, of: Collection[str], *, chosen: str = "") -> list[tuple[str, str]]:
        """For "who may handle it": the umbrella body first, as the answer of whoever chooses nothing; then bodies of
        the countries ``of`` (codes), and the one that was ``chosen`` while they were others. One query.
        """
        found: list[Association] = []
        if not self.away:
            near = Q(country__in=sorted(of))
            if self.is_one(chosen):
                near |= Q(pk=chosen)
            found = list(
                Association.objects.handling()
                .filter(Q(kind=Association.Kind.UMBRELLA) | near)
                .defer("searched", "sort_keys")
                .order_by()
            )
        umbrellas = [body for body in found if body.kind == Association.Kind.UMBRELLA]
        if len(umbrellas) == 1:
            first = _("%(name)s, the umbrella body") % {"name": umbrellas[0].name}
        else:
            first = _("The umbrella body of the associations")
        others = [(str(body.pk), body.name) for body in found if body.kind != Association.Kind.UMBRELLA]
        if self.away and self.is_one(chosen):
            others.append((chosen, self.name_of(chosen) or _("The one you chose")))
        return [("umbrella", first), *sorted(others, key=lambda other: other[1].casefold())]
