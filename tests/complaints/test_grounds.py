"""A finding cites only what bound the State on the days of the facts, as somebody has verified."""

from datetime import date

import pytest
from django.utils import timezone

from complaints.services.grounds import check
from complaints.services.transitions import Refused
from protocol.instruments import loading
from protocol.instruments.applying import Days
from protocol.instruments.cites import Cite
from protocol.models import Binding

pytestmark = pytest.mark.django_db
IN_TIME, TOO_LATE = Days.of(date(2022, 9, 15)), Days.of(date(2022, 9, 16))
BOTH = Days(date(2022, 9, 1), date(2022, 9, 30))


@pytest.fixture(autouse=True)
def _record(db: None) -> None:
    loading.load(timezone.now())
    Binding.objects.filter(instrument__code="ECHR").update(verified_on=date(2026, 2, 1))


def refusal(code: str, state: str = "RU", days: Days | None = IN_TIME) -> str:
    """What is said against citing it."""
    with pytest.raises(Refused) as refused:
        check([Cite(code, ("3",))], state, days)
    assert refused.value.field == "instruments"
    return refused.value.message


def accepted(code: str, state: str = "RU") -> bool:
    check([Cite(code, ("3",))], state, IN_TIME)
    return True


def test_what_bound_it_then_and_what_is_soft_law() -> None:
    assert accepted("ECHR")
    assert accepted("G")
    assert accepted("G", "QM")
    assert accepted("HRD")
    check([], "RU", None)


def test_what_did_not_bind_it_then() -> None:
    after = refusal("ECHR", days=TOO_LATE)
    assert "ECHR did not bind Russia then (bound from 5 May 1998 to 15 September 2022)" in after
    assert "some of these days only" in refusal("ECHR", days=BOTH)
    assert "ECHR did not bind Kazakhstan then" in refusal("ECHR", "KZ")


def test_what_is_not_on_record_or_not_compared_yet() -> None:
    assert "It is not on record whether ECHR bound Meridia (invented) then" in refusal("ECHR", "QM")
    assert "is still to be verified" in refusal("ICCPR")
    Binding.objects.filter(instrument__code="ICCPR", country="RU").update(verified_on=date(2026, 2, 1))
    assert accepted("ICCPR")


def test_what_is_no_instrument_and_what_has_no_day() -> None:
    assert "rule-4 is no instrument on record" in refusal("rule-4")
    assert "gives no day" in refusal("ECHR", days=None)
    with pytest.raises(Refused) as refused:
        check([Cite("ECHR", ("3",)), Cite("ICCPR", ("7",)), Cite("NONE", ())], "RU", TOO_LATE)
    assert refused.value.message.count(".") == 4, "each is told"
