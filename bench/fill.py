"""Many stored complaints, quickly: one is filed by the real service, the database multiplies its rows.

The copies cannot be opened (a ciphertext is bound to its row), which nothing that is measured needs.
"""

from typing import Any
from uuid import UUID

from django.db import connection, models
from tqdm import tqdm

from complaints.models import Allegation, Clock, Complaint, Event, Respondent, Victim
from complaints.states import State
from portal.ledger.models import Commitment
from portal.receipts.models import Receipt
from portal.sealing.index import IndexRow
from portal.sealing.models import DataKey

BATCH = 10_000
#: Of a hundred stored complaints: most are long over, a few wait.
_STATE = f"""CASE WHEN m.n % 100 = 0 THEN '{State.RECEIVED}' WHEN m.n % 100 < 3 THEN '{State.ACKNOWLEDGED}'
    WHEN m.n % 100 < 6 THEN '{State.UNDER_ASSESSMENT}' WHEN m.n % 100 < 30 THEN '{State.INADMISSIBLE}'
    ELSE '{State.CLOSED}' END"""
_OPEN = "m.n % 100 < 6"
#: model: (column that names the owner, columns that differ from a plain copy)
_TABLES: list[tuple[type[models.Model], str, dict[str, str]]] = [
    (
        Complaint,
        "id",
        {
            "reference": "'BENCH-' || m.n",
            "draft_id": "NULL",
            "state": _STATE,
            "inadmissible_because": "'no-right-engaged'",
            "filed_at": "t.filed_at - m.n * interval '7 minutes'",
            "state_since": "t.filed_at - m.n * interval '5 minutes'",
            "next_due_at": f"CASE WHEN {_OPEN} THEN t.filed_at + ((m.n % 20) - 6) * interval '1 day' END",
            "has_unread": "m.n % 200 = 0",
            "urgency": "CASE WHEN m.n % 50 = 0 THEN 'detained' ELSE 'none' END",
            "urgent_on": "CASE WHEN m.n % 50 = 0 THEN (t.filed_at + interval '9 days')::date END",
            "assigned_to_id": "NULL",
        },
    ),
    (DataKey, "owner_id", {}),
    (Receipt, "owner_id", {"code_hash": "sha256(convert_to(m.n || 'code', 'UTF8'))"}),
    (Victim, "complaint_id", {}),
    (Respondent, "complaint_id", {}),
    (Allegation, "complaint_id", {"respondent_id": "md5(m.n || ':' || t.respondent_id)::uuid"}),
    (
        Clock,
        "complaint_id",
        {
            "met_at": f"CASE WHEN {_OPEN} THEN NULL ELSE t.started_at END",
            # Their reminders were planned long ago: the bench measures filing, not a mountain of mail.
            "owes": "'nobody'",
        },
    ),
    (Event, "complaint_id", {"at": "t.at - m.n * interval '7 minutes'"}),
    (IndexRow, "owner_id", {"stale": "false", "words": "ARRAY[m.n, m.n % 977, m.n % 31, 42]"}),
    (Commitment, "owner_id", {"digest": "sha256(t.digest || convert_to(m.n::text, 'UTF8'))"}),
    (Complaint.history.model, "id", {"history_date": "t.history_date - m.n * interval '7 minutes'"}),
]


def multiply(template: UUID, upto: int) -> None:
    """Copy ``template`` until ``upto`` complaints are stored."""
    stored = Complaint.objects.count()
    with tqdm(total=upto, initial=stored, desc="Stored complaints", unit="") as bar:
        while stored < upto:
            last = min(upto, stored + BATCH)
            with connection.cursor() as cursor:
                for model, owner, different in _TABLES:
                    cursor.execute(_copy(model, owner, different), [stored + 1, last, template])
            bar.update(last - stored)
            stored = last
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(model: type[models.Model], owner: str, different: dict[str, str]) -> str:
    """INSERT ... SELECT of a model's rows for many owners at once.

    Every UUID is derived from the number and the original.
    """
    quote = connection.ops.quote_name
    columns, values = [], []
    for field in model._meta.concrete_fields:
        column = field.column
        columns.append(quote(column))
        expression = different.get(column) or _value(model, field, column, owner)
        values.append(expression.replace("%", "%%"))
    table = quote(model._meta.db_table)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608 - names of our own models
        f"FROM {table} t, (SELECT generate_series(%s, %s) AS n) m WHERE t.{quote(owner)} = %s"
    )


def _value(model: type[models.Model], field: "models.Field[Any, Any]", column: str, owner: str) -> str:
    own = field.primary_key or column in {owner, "file_id"}
    if own and isinstance(field, models.UUIDField | models.ForeignKey):
        return f"md5(m.n || ':' || t.{column})::uuid"
    return f"t.{column}"
