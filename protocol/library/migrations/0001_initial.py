"""The library: documents with their revisions and files, signatories of petitions, what became of these."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import portal.sealing.fields
import protocol.library.models.signatory

# What was decided on stays as it was written; what is said of a document later is another revision.
KEPT = """
CREATE FUNCTION library_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('draft', 'proposed') AND (NEW.content, NEW.number, NEW.document_id, NEW.written_by_id, NEW.state)
        IS DISTINCT FROM (OLD.content, OLD.number, OLD.document_id, OLD.written_by_id, OLD.state)
    THEN
        RAISE EXCEPTION 'a revision that was decided on is not rewritten: write another'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'library_revision_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER library_revision_kept BEFORE UPDATE ON library_revision
    FOR EACH ROW EXECUTE FUNCTION library_revision_kept();
"""
UNDO = "DROP TRIGGER library_revision_kept ON library_revision; DROP FUNCTION library_revision_kept();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The part of its web address. It stays.",
                        max_length=80,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("petition", "petition"),
                            ("brief", "policy brief"),
                            ("report", "report"),
                            ("protocol", "protocol"),
                            ("other", "other document"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("invented", models.BooleanField(default=False, verbose_name="invented")),
                ("titles", models.JSONField(default=dict, verbose_name="titles")),
                ("abstracts", models.JSONField(default=dict, verbose_name="abstracts")),
                ("issuer", models.JSONField(default=dict, verbose_name="issuer")),
                ("signed_by", models.JSONField(default=dict, verbose_name="signed by, in words")),
                ("day", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "day_precision",
                    models.CharField(
                        choices=[("day", "to the day"), ("month", "to the month"), ("year", "to the year")],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="tags",
                    ),
                ),
                (
                    "bodies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=100),
                        default=list,
                        size=None,
                        verbose_name="bodies concerned",
                    ),
                ),
                ("addressees", models.JSONField(default=list, verbose_name="addressees")),
                ("sources", models.JSONField(default=list, verbose_name="sources")),
                ("texts", models.JSONField(default=dict, verbose_name="texts")),
                ("files", models.JSONField(default=dict, verbose_name="files")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                ("withdrawn_because", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("folded", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": [models.OrderBy(models.F("day"), descending=True, nulls_last=True), "slug"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("day"), descending=True, nulls_last=True),
                        models.F("slug"),
                        condition=models.Q(("published_at__isnull", False)),
                        name="library_published",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["folded"], name="library_folded", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="library_tags"),
                    django.contrib.postgres.indexes.GinIndex(fields=["languages"], name="library_languages"),
                    django.contrib.postgres.indexes.GinIndex(fields=["bodies"], name="library_bodies"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["petition", "brief", "report", "protocol", "other"])
                        ),
                        name="library_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True), ("titles__has_key", "en"), _connector="OR"
                        ),
                        name="library_published_has_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_because", "")),
                            models.Q(
                                ("published_at__isnull", False),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="library_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("file_id", models.UUIDField(editable=False, unique=True)),
                ("storage_name", models.CharField(editable=False, max_length=100)),
                ("key", models.BinaryField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("size", models.PositiveIntegerField(help_text="In bytes.", verbose_name="size")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept",
                        to="library.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of the library",
                "verbose_name_plural": "files of the library",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(verbose_name="revision")),
                ("content", models.JSONField(verbose_name="content")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("proposed", "waiting for a second pair of eyes"),
                            ("published", "published"),
                            ("sent-back", "sent back"),
                            ("dropped", "dropped"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="library.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
                "ordering": ["document", "-number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="library_revision_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed"])),
                        fields=("document",),
                        name="library_one_open_revision",
                        violation_error_message="Another revision of this document is being written.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "sent-back"]), _negated=True),
                            ("written_by__isnull", True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="library_decided_by_another",
                        violation_error_message="Nobody publishes what they wrote themselves.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state__in", ["draft", "proposed"])),
                            models.Q(
                                models.Q(("state__in", ["draft", "proposed"]), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="library_decided_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent-back"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="library_sent_back_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("identity", models.BinaryField(max_length=32)),
                ("named", models.BooleanField(verbose_name="agreed to be named")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                ("sealed_name", portal.sealing.fields.SealedField(null=True, purpose="identity")),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[protocol.library.models.signatory.check_country],
                        verbose_name="country",
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="signed on")),
                (
                    "day_precision",
                    models.CharField(
                        choices=[("day", "to the day"), ("month", "to the month"), ("year", "to the year")],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, max_length=12, verbose_name="language of the signature"),
                ),
                (
                    "unnamed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="agreement taken back"),
                ),
                (
                    "taken_back_on",
                    models.DateField(blank=True, null=True, verbose_name="signature taken back on"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatories",
                        to="library.document",
                        verbose_name="petition",
                    ),
                ),
            ],
            options={
                "verbose_name": "signatory",
                "verbose_name_plural": "signatories",
                "ordering": ["document", "country", "name", "id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_back_on__isnull", True)),
                        fields=["document", "country", "name"],
                        name="library_signatories",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "identity"), name="library_signs_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("named", True),
                                ("sealed_name__isnull", True),
                                models.Q(("name", ""), _negated=True),
                            ),
                            models.Q(("name", ""), ("named", False), ("sealed_name__isnull", False)),
                            _connector="OR",
                        ),
                        name="library_unnamed_is_sealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("named", False), ("unnamed_at__isnull", True), _connector="OR"),
                        name="library_agreement_stays_taken_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignatoryImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("tried", "tried, nothing written"),
                            ("written", "on record"),
                            ("let-go", "let go"),
                        ],
                        default="tried",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("lines", portal.sealing.fields.SealedField(null=True, purpose="identity")),
                ("encoding", models.CharField(max_length=16)),
                ("separator", models.CharField(max_length=1)),
                ("tried_at", models.DateTimeField(verbose_name="tried")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("new", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("same", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                ("outcome", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="library.document",
                        verbose_name="petition",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of signatories",
                "verbose_name_plural": "imports of signatories",
                "ordering": ["-tried_at"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True), ("lines__isnull", False), ("state", "tried")
                            ),
                            models.Q(
                                models.Q(("state", "tried"), _negated=True),
                                ("decided_at__isnull", False),
                                ("lines__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="library_decided_import_keeps_nothing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("addressee", models.SlugField(max_length=60, verbose_name="addressee")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivered", "delivered"),
                            ("acknowledged", "receipt acknowledged"),
                            ("answered", "answered"),
                            ("refused", "refused"),
                            ("no-answer", "no answer as of this day"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                ("day", models.DateField(verbose_name="date")),
                (
                    "day_precision",
                    models.CharField(
                        choices=[("day", "to the day"), ("month", "to the month"), ("year", "to the year")],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("text", models.JSONField(default=dict, verbose_name="text")),
                ("said_by", models.JSONField(verbose_name="who says so")),
                ("sources", models.JSONField(default=list, verbose_name="sources")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waiting for a second pair of eyes"),
                            ("published", "published"),
                            ("dropped", "dropped"),
                            ("taken-back", "taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("taken_back_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                (
                    "because",
                    models.CharField(
                        blank=True, help_text="Shown to the public.", max_length=500, verbose_name="reason"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="library.document",
                        verbose_name="petition",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a petition",
                "verbose_name_plural": "steps of petitions",
                "ordering": ["document", "day", "written_at"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["document", "day"], name="library_timeline")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "taken-back"]), _negated=True),
                            ("written_by__isnull", True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="library_step_confirmed_by_another",
                        violation_error_message="Nobody confirms what they wrote themselves.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="library_step_decided_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "taken-back"),
                                ("taken_back_at__isnull", False),
                                models.Q(("because", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "taken-back"), _negated=True),
                                ("because", ""),
                                ("taken_back_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="library_step_taken_back_with_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
