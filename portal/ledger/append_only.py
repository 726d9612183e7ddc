"""Tables to which rows are only added: the database itself refuses to change or delete them.

This stops mistakes, and a program that was taken over, as far as its database role may not alter tables. Whoever
owns the tables can switch a trigger off; commitments whose heads others keep are what makes that visible.
"""

from django.db.migrations import RunSQL

SQL = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.{erasable} IS NULL
        AND to_jsonb(NEW) - '{erasable}' = to_jsonb(OLD) - '{erasable}'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of {table} are added, never changed or deleted' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""
UNDO = "DROP TRIGGER {table}_append_only ON {table}; DROP FUNCTION {table}_append_only();"


def append_only(table: str, *, erasable: str) -> RunSQL:
    """A migration step: rows of ``table`` can only be added, and their column ``erasable`` emptied (erasure).

    ``TRUNCATE`` stays possible: it empties the table as a whole, which tests do and nobody overlooks.
    """
    return RunSQL(SQL.format(table=table, erasable=erasable), UNDO.format(table=table))


CLOSED_ONCE = """
CREATE FUNCTION {table}_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.{column} IS NULL AND NEW.{column} IS NOT NULL
        AND to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of {table} are added and superseded, never changed or deleted'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER {table}_revisions BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_revisions();
"""
CLOSED_ONCE_UNDO = "DROP TRIGGER {table}_revisions ON {table}; DROP FUNCTION {table}_revisions();"


def revisions_only(table: str, *, column: str = "superseded_at") -> RunSQL:
    """A migration step: rows of ``table`` can only be added, and ``column`` be filled once."""
    return RunSQL(
        CLOSED_ONCE.format(table=table, column=column), CLOSED_ONCE_UNDO.format(table=table, column=column)
    )
