"""The database role of the public web: what it may do in each table, and nothing else.

The desk, the worker and the migrations use the owner of the tables. Whoever seizes the public server holds this role
only: no table of people, second factors or roles can be read or written with it (``docs/threat-model.md``).
"""

from typing import Any

from django.db import connection, transaction
from psycopg import sql

ROLE = "portal_public"
READ, ADD, REMOVE = "SELECT", "INSERT", "DELETE"

#: Every table of the project -> what the public web does there; empty: it has no business in it. A privilege may be
#: narrowed to columns. Locking a row asks for UPDATE of one column at least.
TABLES: dict[str, tuple[str, ...]] = {
    # What is filed, and what its complainant does with it later.
    "complaints_complaint": (READ, ADD, "UPDATE"),
    "complaints_historicalcomplaint": (ADD, "SELECT (history_id)"),  # the number it was given comes back
    "complaints_victim": (READ, ADD, REMOVE),  # completing a short filing replaces them
    "complaints_respondent": (READ, ADD, REMOVE),
    "complaints_allegation": (READ, ADD, REMOVE),
    "complaints_evidence": (READ, ADD),
    "complaints_event": (READ, ADD),
    "complaints_message": (READ, ADD, "UPDATE (read_at)"),
    "complaints_clock": (READ, ADD, "UPDATE (started_at, due_at, paused_at, met_at, stopped_at)"),
    "complaints_clockrule": (READ,),
    "complaints_draft": (READ, ADD, "UPDATE", REMOVE),
    "complaints_draftfile": (READ, ADD, REMOVE),
    # What a prosecutor writes, and reads and writes later in the mailbox.
    "contact_contact": (
        READ,
        ADD,
        "UPDATE (state, state_since, closed_because, answer_due_at, next_due_at, has_unread)",
    ),
    "contact_contactmessage": (READ, ADD, "UPDATE (read_at)"),
    "contact_contactevent": (ADD,),
    "receipts_receipt": (READ, ADD, "UPDATE (state, last_used_at)"),
    "sealing_datakey": (READ, ADD, "UPDATE (receipt_wrap)"),  # never the wrap that the desk opens
    "sealing_indexrow": (ADD, "SELECT (owner_id, stale)", "UPDATE (stale)"),  # asks for words, sees none
    "outbox_message": (ADD,),
    "ledger_commitment": (ADD,),
    # Pages.
    "associations_association": (READ,),
    "associations_membership": (READ,),
    "associations_event": (READ,),
    "associations_publicfile": (READ,),
    "protocol_edition": (READ,),
    "protocol_provision": (READ,),
    "protocol_wording": (READ,),
    "protocol_protocolfile": (READ,),
    "library_document": (READ,),
    "library_documentfile": (READ,),
    "library_step": (READ,),
    # Never the sealed names of those that did not agree to be named.
    "library_signatory": (
        "SELECT (id, document_id, name, country, day, day_precision, language, named, taken_back_on)",
    ),
    "library_revision": (),
    "library_signatoryimport": (),
    # What a verification stands on; not who prepared and who confirmed it.
    "commitments_verification": ("SELECT (id, entry, umbrella_id, answers, sources, checked_on, looked_at)",),
    # Of reviews: that there is one, and what was published; never what was answered or drafted.
    "diligence_reviewrule": (READ,),
    "diligence_review": (READ,),
    "diligence_condition": (READ,),
    "diligence_publication": (READ,),
    "protocol_instrument": (READ,),
    "protocol_binding": (READ,),
    "diligence_statement": (READ,),
    "diligence_secondlook": (READ,),
    "django_session": (READ, ADD, "UPDATE", REMOVE),
    "web_tally": (READ, ADD, "UPDATE (count)"),
    "web_heartbeat": (READ,),
    # Who works here, and what they may do.
    "accounts_user": (),
    "accounts_user_groups": (),
    "accounts_user_user_permissions": (),
    "accounts_historicaluser": (),
    "accounts_knownaddress": (),
    "accounts_secondfactorreset": (),
    "account_emailaddress": (),
    "account_emailconfirmation": (),
    "mfa_authenticator": (),
    "associations_rolegrant": (),
    "associations_historicalrolegrant": (),
    "associations_historicalassociation": (),
    "invitations_invitation": (),
    "invitations_historicalinvitation": (),
    "invitations_mailcode": (),
    "protocol_historicalinstrument": (),
    "protocol_historicalbinding": (),
    "auth_group": (),
    "auth_group_permissions": (),
    "auth_permission": (),
    "django_admin_log": (),
    "django_content_type": (),
    "django_migrations": (),
    # Casework of the desk.
    "complaints_note": (),
    "complaints_recusal": (),
    "complaints_interest": (),
    "complaints_reminder": (),
    "complaints_rulechange": (),
    "complaints_historicalclockrule": (),
    "commitments_lapsereminder": (),
    "commitments_takingoff": (),
    "replies_request": (),
    "replies_requestreminder": (),
    "contact_appointment": (),
    "contact_calllog": (),
    "contact_contactnote": (),
    "contact_contactreminder": (),
    "diligence_dossier": (),
    "diligence_answer": (),
    "diligence_comment": (),
    "diligence_timerequest": (),
    "diligence_conditionreport": (),
    "diligence_settlement": (),
    "diligence_reviewrulechange": (),
    "diligence_note": (),
    "diligence_reviewevent": (),
    "diligence_reminder": (),
    "diligence_historicalreviewrule": (),
    # Imports of editors.
    "exchange_import": (),
    "exchange_finding": (),
    "protocol_import": (),
}
CLOSED = tuple(table for table, privileges in TABLES.items() if not privileges)

# A superuser, and a role that owns the tables or belongs to one that does, are asked here like any other.
WRITABLE = """
SELECT name FROM unnest(%s::text[]) WITH ORDINALITY AS asked (name, place)
WHERE has_table_privilege(to_regclass(name), 'INSERT, UPDATE, DELETE, TRUNCATE')
    OR has_any_column_privilege(to_regclass(name), 'INSERT, UPDATE')
ORDER BY place
"""
STATE = """
SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls,
    EXISTS (SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid),
    EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid)
FROM pg_roles WHERE rolname = %s
"""


class CannotGrant(Exception):
    """The message says why and what to do."""


def writable() -> list[str]:
    """Which of the ``CLOSED`` tables the role of this connection may write (1 query)."""
    with connection.cursor() as cursor:
        cursor.execute(WRITABLE, [list(CLOSED)])
        return [name for (name,) in cursor.fetchall()]


@transaction.atomic
def grant(password: str, role: str) -> None:
    """Make ``role``, or take what it has too much, and give it ``TABLES``. Repeating it changes nothing.

    An empty ``password`` leaves that of an existing role as it is. Raises CannotGrant. The connection must own the
    tables and, to make the role, be allowed to make roles (``DatabaseError`` else).
    """
    with connection.cursor() as cursor:
        missing = set(TABLES) - set(connection.introspection.table_names(cursor))
        if missing:
            raise CannotGrant(f"There is no table {min(missing)} yet. Run manage.py migrate first.")
        _make(cursor, role, password)
        name = sql.Identifier(role)
        for what in ("TABLES", "SEQUENCES"):
            _run(cursor, f"REVOKE ALL ON ALL {what} IN SCHEMA public FROM {{}}", name)
        _run(cursor, "REVOKE ALL ON SCHEMA public FROM {}", name)
        _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", name)
        # Numbers of rows come from identity columns, for which INSERT is enough.
        for table, privileges in TABLES.items():
            if privileges:
                _run(cursor, f"GRANT {', '.join(privileges)} ON {{}} TO {{}}", sql.Identifier(table), name)


def _make(cursor: Any, role: str, password: str) -> None:
    cursor.execute(STATE, [role])
    found = cursor.fetchone()
    if found is None and not password:
        raise CannotGrant(
            f"PORTAL_PUBLIC_DB_PASSWORD is missing, and there is no role {role} yet. Set it, or "
            "PORTAL_PUBLIC_DB_PASSWORD_FILE, to the password that the public surface's DATABASE_URL holds."
        )
    if found is not None and any(found):
        raise CannotGrant(
            f"The role {role} is more than a log-in: it has attributes, belongs to another role or owns tables. "
            f"Drop it (DROP OWNED BY {role}; DROP ROLE {role}) and run this again."
        )
    if found is None:
        _run(cursor, "CREATE ROLE {} LOGIN", sql.Identifier(role))
    if password:
        # Hashed here, as psql's \password does: a statement may end in the server's log.
        given = connection.connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        )
        _run(cursor, "ALTER ROLE {} LOGIN PASSWORD {}", sql.Identifier(role), sql.Literal(given.decode()))


def _run(cursor: Any, statement: str, *names: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(*names))
