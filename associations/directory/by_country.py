"""How many bodies of which country are on record, for the map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from associations.directory.searching import Status, begun
from associations.models import Association
from portal import countries


@dataclass(frozen=True, slots=True)
class Country:
    """How many bodies of a country are on record, and how many of them are or were members of an umbrella body."""

    code: str
    bodies: int = 0
    members: int = 0
    former: int = 0

    @property
    def name(self) -> str:
        return countries.name(self.code)

    @property
    def status(self) -> str:
        """The word for the whole country: a member if one of its bodies is; "" without bodies."""
        if self.members:
            return Status.MEMBER.value
        return "" if not self.bodies else Status.FORMER.value if self.former else Status.NEVER.value


def read(today: date) -> Mapping[str, Country]:
    """Every country that has a body. One query."""
    periods = begun(today)
    rows = (
        Association.objects.exclude(country="")
        .order_by("country")
        .values("country")
        .annotate(
            bodies=Count("pk"),
            members=Count("pk", filter=Q(pk__in=periods.order_by().on(today).values("member"))),
            ever=Count("pk", filter=Q(pk__in=periods.order_by().values("member"))),
        )
    )
    return {
        row["country"]: Country(row["country"], row["bodies"], row["members"], row["ever"] - row["members"])
        for row in rows
    }
