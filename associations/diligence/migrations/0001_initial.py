"""Reviews with their working papers, history, reminders, public summaries and what follows a decision."""

import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import portal.sealing.fields
from portal.ledger.append_only import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("associations", "0008_due_diligence_reviewer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Condition",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=1000, verbose_name="what is asked for")),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("met", "met"),
                            ("not-met", "not met"),
                            ("dropped", "no longer asked for"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=500, verbose_name="what was found")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="met on")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded")),
                ("reported_on", models.DateField(blank=True, null=True)),
                ("looked_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "condition",
                "verbose_name_plural": "conditions",
                "ordering": ["position"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "reference",
                    models.CharField(editable=False, max_length=24, unique=True, verbose_name="reference"),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("new", "of a new member"),
                            ("current", "of a current member"),
                            ("host", "of a host"),
                        ],
                        max_length=8,
                        verbose_name="review",
                    ),
                ),
                ("event_name", models.CharField(blank=True, max_length=200, verbose_name="event")),
                ("event_place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("event_from", models.DateField(blank=True, null=True, verbose_name="first day planned")),
                ("event_to", models.DateField(blank=True, null=True, verbose_name="last day planned")),
                ("questions", models.JSONField(default=list)),
                ("questionnaire", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("asked", "answers asked for"),
                            ("answered", "answers received"),
                            ("no-answer", "no answer received"),
                            ("drafted", "findings drafted"),
                            ("hearing", "the body is heard"),
                            ("proposed", "decision proposed"),
                            ("decided", "decided, conditions run"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="opened",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "state_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="at this stage since"
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened")),
                ("first_due_on", models.DateField(editable=False)),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "extended_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("body-asked", "the body asked for more time"),
                            ("served-late", "the body was asked late"),
                            ("sources", "sources take longer to consult"),
                            ("capacity", "the umbrella body has too few reviewers"),
                            ("event", "the event was moved"),
                        ],
                        max_length=12,
                        verbose_name="why it takes longer",
                    ),
                ),
                (
                    "asked_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "through its liaison in this portal"),
                            ("letter", "by letter"),
                            ("mail", "by e-mail"),
                            ("meeting", "in a meeting"),
                            ("unreached", "it could not be reached"),
                        ],
                        max_length=10,
                        verbose_name="questions put",
                    ),
                ),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="questions put on")),
                ("answers_due_on", models.DateField(blank=True, null=True, verbose_name="answers due")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("hearing", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "heard_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "through its liaison in this portal"),
                            ("letter", "by letter"),
                            ("mail", "by e-mail"),
                            ("meeting", "in a meeting"),
                            ("unreached", "it could not be reached"),
                        ],
                        max_length=10,
                        verbose_name="draft put",
                    ),
                ),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="draft put on")),
                ("comment_until", models.DateField(blank=True, null=True, verbose_name="comment until")),
                ("commented_at", models.DateTimeField(blank=True, null=True, verbose_name="commented")),
                ("comment_final", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("admit", "admission recommended"),
                            ("admit-conditions", "admission recommended with conditions"),
                            ("not-admit", "admission not recommended"),
                            ("postpone", "postponed"),
                            ("no-concern", "no concern found"),
                            ("conditions", "conditions set"),
                            ("suspend", "suspension proposed"),
                            ("refer", "referred to the deciding organ of the umbrella body"),
                            ("suitable", "suitable as host"),
                            ("suitable-conditions", "suitable as host with conditions"),
                            ("not-suitable", "not suitable as host"),
                        ],
                        max_length=20,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("contest_until", models.DateField(blank=True, null=True, verbose_name="second look until")),
                (
                    "withdrawn_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mistake", "it was opened by mistake"),
                            ("offer", "the offer to host was taken back"),
                            ("event", "the event does not take place"),
                            ("application", "the body no longer asks to be admitted"),
                            ("membership", "the body is no longer a member"),
                            ("renewed", "another review takes its place"),
                        ],
                        max_length=12,
                        verbose_name="why it was withdrawn",
                    ),
                ),
                (
                    "content_erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="content erased"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="associations.association",
                        verbose_name="body reviewed",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewer",
                    ),
                ),
                (
                    "umbrella",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                        verbose_name="on behalf of",
                    ),
                ),
            ],
            options={
                "verbose_name": "due-diligence review",
                "verbose_name_plural": "due-diligence reviews",
                "ordering": ["due_on", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ConditionReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("sources", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="diligence.condition",
                    ),
                ),
            ],
            options={
                "verbose_name": "report on a condition",
                "verbose_name_plural": "reports on conditions",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="dossier",
                        serialize=False,
                        to="diligence.review",
                    ),
                ),
                ("findings", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("decision", portal.sealing.fields.SealedField(null=True, purpose="content")),
            ],
            options={
                "verbose_name": "working paper",
                "verbose_name_plural": "working papers",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="publication",
                        serialize=False,
                        to="diligence.review",
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "public summary",
                "verbose_name_plural": "public summaries",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="statement",
                        serialize=False,
                        to="diligence.review",
                    ),
                ),
                ("text", models.TextField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "statement",
                "verbose_name_plural": "statements",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="condition",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="conditions", to="diligence.review"
            ),
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("hearing", models.PositiveSmallIntegerField()),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("letter", "by letter"),
                            ("mail", "by e-mail"),
                            ("meeting", "in a meeting"),
                            ("call", "in a call"),
                        ],
                        max_length=8,
                        verbose_name="how it came",
                    ),
                ),
                ("came_on", models.DateField(verbose_name="came on")),
                ("text", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="diligence.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["hearing", "at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("question", models.CharField(max_length=40)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("letter", "by letter"),
                            ("mail", "by e-mail"),
                            ("meeting", "in a meeting"),
                            ("call", "in a call"),
                        ],
                        max_length=8,
                        verbose_name="how it came",
                    ),
                ),
                ("came_on", models.DateField(blank=True, null=True, verbose_name="came on")),
                ("text", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("confidential", models.BooleanField(default=False, verbose_name="in confidence")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("objection", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("objected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="diligence.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalReviewRule",
            fields=[
                (
                    "since",
                    models.DateField(
                        help_text="Who was a member before is due one interval after this day.",
                        verbose_name="reviews its members since",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="months from one review to the next",
                    ),
                ),
                (
                    "extendable_months",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="months by which a review can be extended, in all",
                    ),
                ),
                (
                    "opens_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days before its date when a review is opened",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="days to answer the questions",
                    ),
                ),
                (
                    "comment_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(14),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days to comment on the draft findings",
                    ),
                ),
                (
                    "correct_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="days to correct an answer that was entered for the body",
                    ),
                ),
                (
                    "contest_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(30),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="days to ask for a second look at the decision",
                    ),
                ),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                (
                    "umbrella",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        limit_choices_to={"kind": "umbrella"},
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="associations.association",
                        verbose_name="umbrella body",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical rule for reviews",
                "verbose_name_plural": "historical rules for reviews",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="diligence.review",
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
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("reviewer", "review, to its reviewer"),
                            ("supervisor", "review, to the supervisor"),
                            ("answers", "questions, to the body"),
                            ("comment", "draft findings, to the body"),
                        ],
                        max_length=12,
                    ),
                ),
                ("offset", models.IntegerField()),
                ("for_date", models.DateField()),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="diligence.review",
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
            name="ReviewEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("taken", "Taken in hand"),
                            ("assigned", "Given to somebody"),
                            ("extended", "Date extended"),
                            ("ask", "Questions put to the body"),
                            ("answers", "Answers received"),
                            ("no-answer", "No answer by the date"),
                            ("answers-end", "The time to answer is over"),
                            ("object", "The body objected to an answer entered for it"),
                            ("serve", "Put to the body another way"),
                            ("time-asked", "The body asked for more time"),
                            ("time-given", "More time given to the body"),
                            ("time-refused", "More time refused"),
                            ("draft", "Findings written"),
                            ("intend", "Intended decision written"),
                            ("hear", "Draft put to the body"),
                            ("comment", "The body commented"),
                            ("propose", "Decision proposed"),
                            ("send-back", "Sent back"),
                            ("confirm", "Decision confirmed and published"),
                            ("settle", "Condition settled"),
                            ("look", "Condition looked at"),
                            ("settle-waits", "“Not met” waits for a second person"),
                            ("settle-drop", "“Not met” was not confirmed"),
                            ("report", "The body reported on a condition"),
                            ("statement", "The body published a statement"),
                            ("second-asked", "The body asked for a second look"),
                            ("second-look", "Second look decided"),
                            ("close", "Closed: nothing is open"),
                            ("withdraw", "Withdrawn"),
                            ("noted", "Note for colleagues"),
                            ("read", "Looked at"),
                            ("erased", "Content erased"),
                        ],
                        max_length=16,
                        verbose_name="what",
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opened", "opened"),
                            ("asked", "answers asked for"),
                            ("answered", "answers received"),
                            ("no-answer", "no answer received"),
                            ("drafted", "findings drafted"),
                            ("hearing", "the body is heard"),
                            ("proposed", "decision proposed"),
                            ("decided", "decided, conditions run"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opened", "opened"),
                            ("asked", "answers asked for"),
                            ("answered", "answers received"),
                            ("no-answer", "no answer received"),
                            ("drafted", "findings drafted"),
                            ("hearing", "the body is heard"),
                            ("proposed", "decision proposed"),
                            ("decided", "decided, conditions run"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[("staff", "staff"), ("body", "the body"), ("system", "the portal itself")],
                        max_length=8,
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="diligence.review",
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
            name="ReviewRule",
            fields=[
                (
                    "umbrella",
                    models.OneToOneField(
                        limit_choices_to={"kind": "umbrella"},
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="review_rule",
                        serialize=False,
                        to="associations.association",
                        verbose_name="umbrella body",
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        help_text="Who was a member before is due one interval after this day.",
                        verbose_name="reviews its members since",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="months from one review to the next",
                    ),
                ),
                (
                    "extendable_months",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="months by which a review can be extended, in all",
                    ),
                ),
                (
                    "opens_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days before its date when a review is opened",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="days to answer the questions",
                    ),
                ),
                (
                    "comment_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(14),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days to comment on the draft findings",
                    ),
                ),
                (
                    "correct_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="days to correct an answer that was entered for the body",
                    ),
                ),
                (
                    "contest_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(30),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="days to ask for a second look at the decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule for reviews",
                "verbose_name_plural": "rules for reviews",
                "ordering": ["umbrella__slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer_days__gt", 0), ("months__gt", 0)),
                        name="review_rule_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("comment_days__gte", 14)),
                        name="review_rule_hears",
                        violation_error_message="The body has at least 14 days to comment.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRuleChange",
            fields=[
                ("reason", models.TextField(max_length=500, verbose_name="reason")),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="dropped")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("since", models.DateField(verbose_name="reviews its members since")),
                ("months", models.PositiveSmallIntegerField()),
                ("extendable_months", models.PositiveSmallIntegerField()),
                ("opens_days", models.PositiveSmallIntegerField()),
                ("answer_days", models.PositiveSmallIntegerField()),
                ("comment_days", models.PositiveSmallIntegerField()),
                ("correct_days", models.PositiveSmallIntegerField()),
                ("contest_days", models.PositiveSmallIntegerField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="diligence.reviewrule",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed change of a rule for reviews",
                "verbose_name_plural": "proposed changes of rules for reviews",
                "ordering": ["-asked_at"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("met", "met"),
                            ("not-met", "not met"),
                            ("dropped", "no longer asked for"),
                        ],
                        max_length=8,
                    ),
                ),
                ("said", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="settlements",
                        to="diligence.condition",
                    ),
                ),
                (
                    "second",
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
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TimeRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("until", models.DateField(verbose_name="until")),
                ("reason", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("granted", models.BooleanField(blank=True, null=True)),
                ("answer", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="time_requests",
                        to="diligence.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for more time",
                "verbose_name_plural": "requests for more time",
                "ordering": ["asked_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="second_look",
                        serialize=False,
                        to="diligence.review",
                    ),
                ),
                ("asked_on", models.DateField()),
                (
                    "outcome_before",
                    models.CharField(
                        choices=[
                            ("admit", "admission recommended"),
                            ("admit-conditions", "admission recommended with conditions"),
                            ("not-admit", "admission not recommended"),
                            ("postpone", "postponed"),
                            ("no-concern", "no concern found"),
                            ("conditions", "conditions set"),
                            ("suspend", "suspension proposed"),
                            ("refer", "referred to the deciding organ of the umbrella body"),
                            ("suitable", "suitable as host"),
                            ("suitable-conditions", "suitable as host with conditions"),
                            ("not-suitable", "not suitable as host"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "decision confirmed"), ("changed", "decision changed")],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=12)),
                ("reasons", models.TextField(blank=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "second look",
                "verbose_name_plural": "second looks",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("reasons", ""), ("result", "")),
                            models.Q(
                                models.Q(("result", ""), _negated=True),
                                models.Q(("reasons", ""), _negated=True),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_second_look_says_why",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["answered", "asked", "drafted", "hearing", "no-answer", "opened", "proposed"],
                    )
                ),
                fields=["due_on", "id"],
                name="review_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("state__in", ["closed", "decided"])),
                fields=["-decided_at", "id"],
                name="review_decided",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["body", "umbrella", "-opened_at"], name="review_of_body"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["reviewer", "state"], name="review_in_hands"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(
                    ("content_erased_at__isnull", True), ("state__in", ["closed", "decided", "withdrawn"])
                ),
                fields=["state_since"],
                name="review_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "opened",
                            "asked",
                            "answered",
                            "no-answer",
                            "drafted",
                            "hearing",
                            "proposed",
                            "decided",
                            "closed",
                            "withdrawn",
                        ],
                    )
                ),
                name="review_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["new", "current", "host"])), name="review_purpose_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["answered", "asked", "drafted", "hearing", "no-answer", "opened", "proposed"],
                    ),
                    models.Q(("purpose", "host"), _negated=True),
                ),
                fields=("umbrella", "body"),
                name="review_one_open_of_a_body",
                violation_error_message="A review of this body is under way.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", "host"), models.Q(("event_name", ""), _negated=True)),
                    models.Q(models.Q(("purpose", "host"), _negated=True), ("event_name", "")),
                    _connector="OR",
                ),
                name="review_host_has_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event_to__isnull", True), ("event_to__gte", models.F("event_from")), _connector="OR"
                ),
                name="review_event_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["closed", "decided"]), _negated=True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("decided_at__isnull", False),
                        ("proposed_by__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("proposed_by", models.F("confirmed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_decided_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), models.Q(("withdrawn_because", ""), _negated=True)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_because", "")),
                    _connector="OR",
                ),
                name="review_withdrawn_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", ""), ("confirmed_by__isnull", False), _connector="OR"),
                name="review_outcome_is_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on", models.F("first_due_on")), ("extended_because", "")),
                    models.Q(
                        ("due_on__gt", models.F("first_due_on")),
                        models.Q(("extended_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_extended_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", models.F("umbrella")), _negated=True), name="review_not_of_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.UniqueConstraint(fields=("review", "position"), name="condition_position"),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "met", "not-met", "dropped"])),
                name="condition_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("said", ""), ("settled_at__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("settled_at__isnull", False),
                        models.Q(("said", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="condition_settled_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met_on__isnull", False), ("state", "met")),
                    models.Q(models.Q(("state", "met"), _negated=True), ("met_on__isnull", True)),
                    _connector="OR",
                ),
                name="condition_met_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                fields=("review", "hearing", "way"), name="review_comment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("way", ""), ("way__in", ["letter", "mail", "meeting", "call"]), _connector="OR"
                ),
                name="review_comment_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sent_at__isnull", False)),
                fields=("review", "question", "way"),
                name="review_answer_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sent_at", None)),
                fields=("review", "question"),
                name="review_answer_kept_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("way", ""), ("way__in", ["letter", "mail", "meeting", "call"]), _connector="OR"
                ),
                name="review_answer_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("came_on__isnull", True), ("objected_at__isnull", True), ("way", "")),
                    models.Q(
                        models.Q(("way", ""), _negated=True),
                        ("came_on__isnull", False),
                        ("sent_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_answer_entered",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("review", "about", "offset", "for_date"), name="review_reminder_once"
            ),
        ),
        migrations.AddIndex(
            model_name="reviewevent",
            index=models.Index(fields=["review", "at"], name="review_event_at"),
        ),
        migrations.AddConstraint(
            model_name="reviewevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor_kind", "system"), ("actor__isnull", False), _connector="OR"),
                name="review_event_has_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewrulechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=("rule",),
                name="reviewrulechange_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewrulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by__isnull", True), ("done_at__isnull", True)),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("done_at__isnull", False),
                        models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reviewrulechange_takes_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewrulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"),
                name="reviewrulechange_done_or_dropped",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=("condition",),
                name="condition_settled_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at__isnull", True),
                    models.Q(("state", "not-met"), _negated=True),
                    models.Q(("second__isnull", False), models.Q(("second", models.F("by")), _negated=True)),
                    _connector="OR",
                ),
                name="condition_not_met_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="timerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted__isnull", True)),
                fields=("review",),
                name="review_time_asked_once",
            ),
        ),
        append_only("diligence_reviewevent", erasable="reason"),
    ]
