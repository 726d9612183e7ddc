"""What no constraint of a single row can say: places without a gap, no heading where none belongs, nothing published is
rewritten.
"""

from django.db import migrations

# Row by row, each with a few look-ups by index: the whole edition is loaded in one transaction.
PLACES = """
CREATE FUNCTION protocol_provision_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is protocol_provision;
BEGIN
    IF TG_OP <> 'INSERT'
        AND NOT EXISTS (SELECT FROM protocol_provision WHERE edition_id = OLD.edition_id AND place = OLD.place)
        AND EXISTS (SELECT FROM protocol_provision WHERE edition_id = OLD.edition_id AND place > OLD.place)
    THEN
        RAISE EXCEPTION 'the provisions of an edition are counted from 1 without a gap'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_places_without_gap';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO now_is FROM protocol_provision WHERE id = NEW.id;  -- it may have changed again since
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF now_is.place > 1
        AND NOT EXISTS (
            SELECT FROM protocol_provision WHERE edition_id = now_is.edition_id AND place = now_is.place - 1
        )
    THEN
        RAISE EXCEPTION 'the provisions of an edition are counted from 1 without a gap'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_places_without_gap';
    END IF;
    IF EXISTS (
        SELECT FROM protocol_provision whole WHERE whole.id = now_is.parent_id
            AND (whole.edition_id <> now_is.edition_id OR whole.place >= now_is.place)
    ) OR EXISTS (
        SELECT FROM protocol_provision part WHERE part.parent_id = now_is.id
            AND (part.edition_id <> now_is.edition_id OR part.place <= now_is.place)
    ) THEN
        RAISE EXCEPTION 'a provision comes after the one it is part of, in the same edition'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_after_its_whole';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER protocol_provision_places AFTER INSERT OR DELETE OR UPDATE OF edition_id, place, parent_id
    ON protocol_provision DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION protocol_provision_places();
"""
PLACES_UNDO = """
DROP TRIGGER protocol_provision_places ON protocol_provision;
DROP FUNCTION protocol_provision_places();
"""

WORDINGS = """
CREATE FUNCTION protocol_wording_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.heading <> ''
        AND NOT (SELECT titled FROM protocol_provision WHERE id = NEW.provision_id)
    THEN
        RAISE EXCEPTION 'this provision has no heading to translate'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'wording_heading_exists';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('published', 'superseded')
        AND (NEW.heading, NEW.text, NEW.language, NEW.revision, NEW.provision_id, NEW.written_by_id, NEW.reviewed_by_id)
            IS DISTINCT FROM
            (OLD.heading, OLD.text, OLD.language, OLD.revision, OLD.provision_id, OLD.written_by_id, OLD.reviewed_by_id)
    THEN
        RAISE EXCEPTION 'what was published is not rewritten: add a revision'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'wording_published_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER protocol_wording_kept BEFORE INSERT OR UPDATE ON protocol_wording
    FOR EACH ROW EXECUTE FUNCTION protocol_wording_kept();
"""
WORDINGS_UNDO = (
    "DROP TRIGGER protocol_wording_kept ON protocol_wording; DROP FUNCTION protocol_wording_kept();"
)


class Migration(migrations.Migration):
    dependencies = [("protocol", "0001_initial")]
    operations = [migrations.RunSQL(PLACES, PLACES_UNDO), migrations.RunSQL(WORDINGS, WORDINGS_UNDO)]
