"""How long a body waits for an answer. Published on the page of the method; the portal's own."""

from datetime import date, timedelta

#: Days in which a request for a correction or a verification is answered.
ANSWER = 30
#: Days after which a body's own statement goes on record by itself, where nobody found it unlawful: a statement that
#: lies unread is not refused.
STATEMENT = 14
#: Reminders, in days around the day on which an answer is due.
REMIND = (-7, 1)


def due(kind: str, day: date) -> date:
    """The last day for the answer to a request of this kind that was made on ``day``."""
    return day + timedelta(days=STATEMENT if kind == "statement" else ANSWER)
