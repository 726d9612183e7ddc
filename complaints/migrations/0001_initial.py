import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import complaints.models.draft
import portal.sealing.fields
from complaints import clocks
from portal.ledger.append_only import append_only


def first_rules(apps, schema_editor):
    """The published limits (``clocks.RULES``) become rows that can be changed without a release."""
    apps.get_model("complaints", "ClockRule").objects.bulk_create(
        [
            apps.get_model("complaints", "ClockRule")(
                code=rule.code,
                number=rule.number,
                unit=rule.unit.value,
                urgent_number=rule.urgent,
                extendable_to=rule.extendable_to,
                owes=rule.owes.value,
            )
            for rule in clocks.RULES
        ]
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("associations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockRule",
            fields=[
                ("code", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "days"), ("working-days", "working days"), ("months", "months")],
                        max_length=16,
                        verbose_name="unit",
                    ),
                ),
                (
                    "urgent_number",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="number in urgent complaints"
                    ),
                ),
                (
                    "extendable_to",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="extendable to"),
                ),
                (
                    "owes",
                    models.CharField(
                        choices=[
                            ("staff", "the handling body"),
                            ("complainant", "the complainant"),
                            ("respondent", "the respondent"),
                            ("nobody", "nobody; it happens by itself"),
                        ],
                        max_length=12,
                        verbose_name="who owes the step",
                    ),
                ),
            ],
            options={
                "verbose_name": "clock rule",
                "verbose_name_plural": "clock rules",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extendable_to__isnull", True),
                            ("extendable_to__gt", models.F("number")),
                            _connector="OR",
                        ),
                        name="clockrule_extension_is_longer",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="clockrule_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "reference",
                    models.CharField(editable=False, max_length=24, unique=True, verbose_name="reference"),
                ),
                ("draft_id", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "routing_reason",
                    models.CharField(
                        choices=[
                            ("chosen", "The complainant expressly chose this body"),
                            ("umbrella", "Umbrella body of the respondent"),
                            ("umbrella-unlisted", "The respondent is not listed: the umbrella body decides"),
                            (
                                "chosen-is-respondent",
                                "The body chosen is itself a respondent: the umbrella body",
                            ),
                            ("chosen-cannot", "The body chosen handles no complaints: the umbrella body"),
                            ("rerouted", "Moved by staff, with a reason in the history"),
                        ],
                        max_length=24,
                        verbose_name="why this body",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("under-assessment", "Under assessment"),
                            ("particulars-asked", "Particulars asked for"),
                            ("inadmissible", "Inadmissible"),
                            ("admissible", "Admissible"),
                            ("transmitted", "Transmitted to the respondent"),
                            ("reply-received", "Reply received"),
                            ("no-reply", "No reply"),
                            ("examination", "Under examination"),
                            ("settlement-sought", "Friendly settlement sought"),
                            ("draft-findings", "Draft findings out for comment"),
                            ("decided", "Decided"),
                            ("follow-up", "Follow-up of the decision"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn by the complainant"),
                            ("discontinued", "Discontinued"),
                            ("review-requested", "Review requested"),
                        ],
                        default="received",
                        max_length=24,
                        verbose_name="stage",
                    ),
                ),
                (
                    "state_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="at this stage since"
                    ),
                ),
                (
                    "inadmissible_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "not-a-prosecutor",
                                "The conduct is not that of a prosecutor or prosecution service",
                            ),
                            ("no-right-engaged", "No human right is engaged by what is alleged"),
                            (
                                "insufficient-information",
                                "Too little information, also after particulars were asked for",
                            ),
                            ("anonymous-and-unverifiable", "Anonymous, and nothing in it can be verified"),
                            ("abusive", "Abusive use of the mechanism"),
                            ("duplicate-of", "The same complaint is already being handled"),
                            (
                                "pending-elsewhere",
                                "The same matter is before another international procedure",
                            ),
                            (
                                "appeal-in-disguise",
                                "It asks only for the facts of a court case to be tried again",
                            ),
                            (
                                "outside-membership",
                                "The respondent was not a member, neither at the time of the facts nor at filing",
                            ),
                            ("too-old", "Too much time has passed since the facts"),
                        ],
                        max_length=32,
                        verbose_name="reason of inadmissibility",
                    ),
                ),
                ("filed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="filed")),
                ("language", models.CharField(max_length=12, verbose_name="language of correspondence")),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("none", "No"),
                            ("detained", "Someone is detained"),
                            ("danger", "Someone is in danger"),
                            ("hearing", "A hearing or another deadline is near"),
                            ("unsure", "Not sure"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="urgency",
                    ),
                ),
                ("urgent_on", models.DateField(blank=True, null=True, verbose_name="date that presses")),
                (
                    "is_short",
                    models.BooleanField(default=False, verbose_name="short filing, to be completed"),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("anonymous", "Anonymous: we do not ask who you are"),
                            (
                                "confidential",
                                "Confidential: only the identity custodian can open who you are",
                            ),
                            ("open", "Open: the officers who handle the complaint see who you are"),
                        ],
                        max_length=16,
                        verbose_name="how the complainant is known",
                    ),
                ),
                (
                    "filer_role",
                    models.CharField(
                        choices=[
                            ("victim", "I am the person concerned"),
                            ("relative", "I am a relative or friend of the person concerned"),
                            ("lawyer", "I am a lawyer"),
                            ("organisation", "I write for a civil society organisation"),
                            ("other", "Something else"),
                            ("unsaid", "I prefer not to say"),
                        ],
                        default="unsaid",
                        max_length=16,
                        verbose_name="who files",
                    ),
                ),
                (
                    "stage_of_proceedings",
                    models.CharField(blank=True, max_length=32, verbose_name="stage of proceedings"),
                ),
                (
                    "remedies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        default=list,
                        size=None,
                        verbose_name="remedies asked for",
                    ),
                ),
                (
                    "reprisals_feared",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")],
                        default="unsure",
                        max_length=8,
                        verbose_name="reprisals feared",
                    ),
                ),
                (
                    "may_transmit",
                    models.CharField(
                        choices=[
                            ("with-identity", "Yes, and the body complained about may learn who I am"),
                            ("without-identity", "Yes, but without anything that shows who I am"),
                            ("not-yet", "Not yet: ask me first"),
                        ],
                        default="not-yet",
                        max_length=20,
                        verbose_name="may be transmitted to the respondent",
                    ),
                ),
                (
                    "may_publish",
                    models.BooleanField(default=False, verbose_name="anonymised summary may be published"),
                ),
                (
                    "may_share",
                    models.BooleanField(default=False, verbose_name="may be shared with other mechanisms"),
                ),
                ("identity", portal.sealing.fields.SealedField(null=True, purpose="identity")),
                ("contact", portal.sealing.fields.SealedField(null=True, purpose="contact")),
                ("account", portal.sealing.fields.SealedField(null=True, purpose="content")),
                (
                    "has_address",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="left an address for notices"
                    ),
                ),
                ("sender_hash", models.BinaryField(null=True)),
                ("organisation_pseudonym", models.BinaryField(null=True)),
                (
                    "next_due_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="next date"),
                ),
                (
                    "has_unread",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="unread words from the complainant"
                    ),
                ),
                (
                    "content_erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="content erased"
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                        verbose_name="handling body",
                    ),
                ),
            ],
            options={
                "verbose_name": "complaint",
                "verbose_name_plural": "complaints",
                "ordering": ["-filed_at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("rule", models.CharField(max_length=32)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "days"), ("working-days", "working days"), ("months", "months")],
                        max_length=16,
                    ),
                ),
                (
                    "owes",
                    models.CharField(
                        choices=[
                            ("staff", "the handling body"),
                            ("complainant", "the complainant"),
                            ("respondent", "the respondent"),
                            ("nobody", "nobody; it happens by itself"),
                        ],
                        max_length=12,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "clock",
                "verbose_name_plural": "clocks",
                "ordering": ["due_at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code_hash", models.BinaryField(unique=True)),
                ("payload", models.BinaryField()),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(default=complaints.models.draft.expiry)),
                ("filed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "completes",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "filed_as",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("file_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("storage_name", models.CharField(max_length=200)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="complaints.draft",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a draft",
                "verbose_name_plural": "files of drafts",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filed", "Filed"),
                            ("completed", "Short filing completed"),
                            ("transition", "Change of stage"),
                            ("assigned", "Assigned"),
                            ("routed", "Handling body changed"),
                            ("message-in", "Message from the complainant"),
                            ("message-out", "Message to the complainant"),
                            ("note", "Internal note"),
                            ("evidence", "File added"),
                            ("downloaded", "File downloaded"),
                            ("read", "Complaint opened"),
                            ("supervisor", "Supervisor informed"),
                            ("extended", "Clock extended"),
                            ("secret-replaced", "Receipt's secret replaced"),
                            ("recused", "Stepped out of the case"),
                            ("erased", "Content erased"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("transition", models.CharField(blank=True, max_length=32)),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("under-assessment", "Under assessment"),
                            ("particulars-asked", "Particulars asked for"),
                            ("inadmissible", "Inadmissible"),
                            ("admissible", "Admissible"),
                            ("transmitted", "Transmitted to the respondent"),
                            ("reply-received", "Reply received"),
                            ("no-reply", "No reply"),
                            ("examination", "Under examination"),
                            ("settlement-sought", "Friendly settlement sought"),
                            ("draft-findings", "Draft findings out for comment"),
                            ("decided", "Decided"),
                            ("follow-up", "Follow-up of the decision"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn by the complainant"),
                            ("discontinued", "Discontinued"),
                            ("review-requested", "Review requested"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("under-assessment", "Under assessment"),
                            ("particulars-asked", "Particulars asked for"),
                            ("inadmissible", "Inadmissible"),
                            ("admissible", "Admissible"),
                            ("transmitted", "Transmitted to the respondent"),
                            ("reply-received", "Reply received"),
                            ("no-reply", "No reply"),
                            ("examination", "Under examination"),
                            ("settlement-sought", "Friendly settlement sought"),
                            ("draft-findings", "Draft findings out for comment"),
                            ("decided", "Decided"),
                            ("follow-up", "Follow-up of the decision"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn by the complainant"),
                            ("discontinued", "Discontinued"),
                            ("review-requested", "Review requested"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("staff", "staff"),
                            ("complainant", "complainant"),
                            ("respondent", "respondent"),
                            ("system", "the portal itself"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("detail", models.CharField(blank=True, max_length=64)),
                ("reason", portal.sealing.fields.SealedField(null=True, purpose="content")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("file_id", models.UUIDField(editable=False, unique=True)),
                ("storage_name", models.CharField(editable=False, max_length=200)),
                ("file_key", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("particulars", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("content_hash", models.BinaryField()),
                (
                    "may_show_respondent",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")],
                        default="unsure",
                        max_length=8,
                        verbose_name="may be shown to the respondent",
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.CharField(
                        choices=[
                            ("staff", "staff"),
                            ("complainant", "complainant"),
                            ("respondent", "respondent"),
                            ("system", "the portal itself"),
                        ],
                        default="complainant",
                        max_length=12,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["added_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalComplaint",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "reference",
                    models.CharField(db_index=True, editable=False, max_length=24, verbose_name="reference"),
                ),
                (
                    "routing_reason",
                    models.CharField(
                        choices=[
                            ("chosen", "The complainant expressly chose this body"),
                            ("umbrella", "Umbrella body of the respondent"),
                            ("umbrella-unlisted", "The respondent is not listed: the umbrella body decides"),
                            (
                                "chosen-is-respondent",
                                "The body chosen is itself a respondent: the umbrella body",
                            ),
                            ("chosen-cannot", "The body chosen handles no complaints: the umbrella body"),
                            ("rerouted", "Moved by staff, with a reason in the history"),
                        ],
                        max_length=24,
                        verbose_name="why this body",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("under-assessment", "Under assessment"),
                            ("particulars-asked", "Particulars asked for"),
                            ("inadmissible", "Inadmissible"),
                            ("admissible", "Admissible"),
                            ("transmitted", "Transmitted to the respondent"),
                            ("reply-received", "Reply received"),
                            ("no-reply", "No reply"),
                            ("examination", "Under examination"),
                            ("settlement-sought", "Friendly settlement sought"),
                            ("draft-findings", "Draft findings out for comment"),
                            ("decided", "Decided"),
                            ("follow-up", "Follow-up of the decision"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn by the complainant"),
                            ("discontinued", "Discontinued"),
                            ("review-requested", "Review requested"),
                        ],
                        default="received",
                        max_length=24,
                        verbose_name="stage",
                    ),
                ),
                (
                    "state_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="at this stage since"
                    ),
                ),
                (
                    "inadmissible_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "not-a-prosecutor",
                                "The conduct is not that of a prosecutor or prosecution service",
                            ),
                            ("no-right-engaged", "No human right is engaged by what is alleged"),
                            (
                                "insufficient-information",
                                "Too little information, also after particulars were asked for",
                            ),
                            ("anonymous-and-unverifiable", "Anonymous, and nothing in it can be verified"),
                            ("abusive", "Abusive use of the mechanism"),
                            ("duplicate-of", "The same complaint is already being handled"),
                            (
                                "pending-elsewhere",
                                "The same matter is before another international procedure",
                            ),
                            (
                                "appeal-in-disguise",
                                "It asks only for the facts of a court case to be tried again",
                            ),
                            (
                                "outside-membership",
                                "The respondent was not a member, neither at the time of the facts nor at filing",
                            ),
                            ("too-old", "Too much time has passed since the facts"),
                        ],
                        max_length=32,
                        verbose_name="reason of inadmissibility",
                    ),
                ),
                ("filed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="filed")),
                ("language", models.CharField(max_length=12, verbose_name="language of correspondence")),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("none", "No"),
                            ("detained", "Someone is detained"),
                            ("danger", "Someone is in danger"),
                            ("hearing", "A hearing or another deadline is near"),
                            ("unsure", "Not sure"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="urgency",
                    ),
                ),
                ("urgent_on", models.DateField(blank=True, null=True, verbose_name="date that presses")),
                (
                    "is_short",
                    models.BooleanField(default=False, verbose_name="short filing, to be completed"),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("anonymous", "Anonymous: we do not ask who you are"),
                            (
                                "confidential",
                                "Confidential: only the identity custodian can open who you are",
                            ),
                            ("open", "Open: the officers who handle the complaint see who you are"),
                        ],
                        max_length=16,
                        verbose_name="how the complainant is known",
                    ),
                ),
                (
                    "filer_role",
                    models.CharField(
                        choices=[
                            ("victim", "I am the person concerned"),
                            ("relative", "I am a relative or friend of the person concerned"),
                            ("lawyer", "I am a lawyer"),
                            ("organisation", "I write for a civil society organisation"),
                            ("other", "Something else"),
                            ("unsaid", "I prefer not to say"),
                        ],
                        default="unsaid",
                        max_length=16,
                        verbose_name="who files",
                    ),
                ),
                (
                    "stage_of_proceedings",
                    models.CharField(blank=True, max_length=32, verbose_name="stage of proceedings"),
                ),
                (
                    "remedies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        default=list,
                        size=None,
                        verbose_name="remedies asked for",
                    ),
                ),
                (
                    "reprisals_feared",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")],
                        default="unsure",
                        max_length=8,
                        verbose_name="reprisals feared",
                    ),
                ),
                (
                    "may_transmit",
                    models.CharField(
                        choices=[
                            ("with-identity", "Yes, and the body complained about may learn who I am"),
                            ("without-identity", "Yes, but without anything that shows who I am"),
                            ("not-yet", "Not yet: ask me first"),
                        ],
                        default="not-yet",
                        max_length=20,
                        verbose_name="may be transmitted to the respondent",
                    ),
                ),
                (
                    "may_publish",
                    models.BooleanField(default=False, verbose_name="anonymised summary may be published"),
                ),
                (
                    "may_share",
                    models.BooleanField(default=False, verbose_name="may be shared with other mechanisms"),
                ),
                (
                    "has_address",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="left an address for notices"
                    ),
                ),
                (
                    "next_due_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="next date"),
                ),
                (
                    "has_unread",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="unread words from the complainant"
                    ),
                ),
                (
                    "content_erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="content erased"
                    ),
                ),
                (
                    "history_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="associations.association",
                        verbose_name="handling body",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical complaint",
                "verbose_name_plural": "historical complaints",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "declared interest",
                "verbose_name_plural": "declared interests",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "from the complainant"), ("out", "to the complainant")], max_length=4
                    ),
                ),
                ("body", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("reports_reprisal", models.BooleanField(default=False, verbose_name="reports a reprisal")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("body", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recusals",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal",
                "verbose_name_plural": "recusals",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offset", models.SmallIntegerField()),
                ("for_date", models.DateTimeField()),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="complaints.clock",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Respondent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("particulars", portal.sealing.fields.SealedField(null=True, purpose="content")),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="respondents",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "respondent",
                "verbose_name_plural": "respondents",
                "ordering": ["complaint", "position"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Allegation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("category", models.CharField(max_length=8, verbose_name="category")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allegations",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "respondent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allegations",
                        to="complaints.respondent",
                    ),
                ),
            ],
            options={
                "verbose_name": "allegation",
                "verbose_name_plural": "allegations",
                "ordering": ["category"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Victim",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("particulars", portal.sealing.fields.SealedField(null=True, purpose="content")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="victims",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "alleged victim",
                "verbose_name_plural": "alleged victims",
                "ordering": ["complaint", "position"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["handled_by", "-filed_at"], name="complaint_body_filed"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("state", "received")),
                fields=["handled_by", "filed_at"],
                name="complaint_new",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["handled_by", "next_due_at"],
                name="complaint_due",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(
                    ("urgency__in", ["danger", "detained", "hearing"]),
                    ("state__in", ["acknowledged", "particulars-asked", "received", "under-assessment"]),
                ),
                fields=["handled_by", "urgent_on"],
                name="complaint_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("has_unread", True)), fields=["handled_by"], name="complaint_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["assigned_to", "state"], name="complaint_mine"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("sender_hash__isnull", False)),
                fields=["sender_hash"],
                name="complaint_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "acknowledged",
                            "under-assessment",
                            "particulars-asked",
                            "inadmissible",
                            "admissible",
                            "transmitted",
                            "reply-received",
                            "no-reply",
                            "examination",
                            "settlement-sought",
                            "draft-findings",
                            "decided",
                            "follow-up",
                            "closed",
                            "withdrawn",
                            "discontinued",
                            "review-requested",
                        ],
                    )
                ),
                name="complaint_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "inadmissible"), _negated=True),
                    models.Q(("inadmissible_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="complaint_inadmissible_has_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__in", ["none", "detained", "danger", "hearing", "unsure"])),
                name="complaint_urgency_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["anonymous", "confidential", "open"])),
                name="complaint_mode_known",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(
                    ("met_at__isnull", True), ("paused_at__isnull", True), ("stopped_at__isnull", True)
                ),
                fields=["due_at"],
                name="clock_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("met_at__isnull", True), ("stopped_at__isnull", True)),
                fields=("complaint", "rule"),
                name="clock_one_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("met_at__isnull", True), ("stopped_at__isnull", True), _connector="OR"),
                name="clock_met_or_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("started_at"))), name="clock_due_after_start"
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["expires_at"], name="draft_expiry"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filed_as__isnull", True), ("filed_at__isnull", True)),
                    models.Q(("filed_as__isnull", False), ("filed_at__isnull", False)),
                    _connector="OR",
                ),
                name="draft_filed_together",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["complaint", "at"], name="event_complaint_at"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("actor_kind", "staff"), _negated=True),
                    ("actor__isnull", False),
                    _connector="OR",
                ),
                name="event_staff_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["content_hash"], name="evidence_content"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("association__isnull", False), models.Q(("country", ""), _negated=True), _connector="OR"
                ),
                name="interest_in_something",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["complaint", "at"], name="message_complaint_at"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", True), ("direction", "in")),
                    models.Q(("author__isnull", False), ("direction", "out")),
                    _connector="OR",
                ),
                name="message_author_when_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(fields=("complaint", "user"), name="recusal_once"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("clock", "offset", "for_date"), name="reminder_once"),
        ),
        migrations.AddIndex(
            model_name="respondent",
            index=models.Index(fields=["association", "complaint"], name="respondent_association"),
        ),
        migrations.AddIndex(
            model_name="allegation",
            index=models.Index(fields=["category", "complaint"], name="allegation_category"),
        ),
        migrations.AddConstraint(
            model_name="allegation",
            constraint=models.UniqueConstraint(fields=("respondent", "category"), name="allegation_once"),
        ),
        migrations.RunPython(first_rules, migrations.RunPython.noop),
        append_only("complaints_event", erasable="reason"),
    ]
