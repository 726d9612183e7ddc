import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.sealing.fields
from portal.ledger.append_only import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("associations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "reference",
                    models.CharField(editable=False, max_length=24, unique=True, verbose_name="reference"),
                ),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="writer's country")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("information", "I want information"),
                            ("support", "I offer support"),
                            ("exchange", "I want to exchange ideas"),
                            ("advice", "I want advice on a situation"),
                            ("difficulty", "I am a prosecutor in difficulty"),
                        ],
                        max_length=16,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "answer_by",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("call", "by a call"),
                            ("mailbox", "in a mailbox on this site"),
                        ],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                (
                    "has_address",
                    models.BooleanField(default=False, editable=False, verbose_name="left an e-mail address"),
                ),
                (
                    "has_mailbox",
                    models.BooleanField(default=False, editable=False, verbose_name="has a mailbox here"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("in-hand", "in hand"),
                            ("call-booked", "call booked"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                        ],
                        default="new",
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
                (
                    "closed_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "answered; nothing is open"),
                            ("complaint", "handed over as a complaint"),
                            ("referred", "referred to somebody else who can help"),
                            ("unreachable", "could not be reached"),
                            ("withdrawn", "the prosecutor no longer wishes it"),
                            ("not-a-prosecutor", "did not come from a prosecutor"),
                            ("abusive", "abusive or sent by a machine"),
                        ],
                        max_length=20,
                        verbose_name="closed because",
                    ),
                ),
                (
                    "filed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="received"),
                ),
                ("answer_due_at", models.DateTimeField(verbose_name="answer due")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                (
                    "next_due_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="next date"),
                ),
                (
                    "has_unread",
                    models.BooleanField(
                        default=True, editable=False, verbose_name="unread words from the prosecutor"
                    ),
                ),
                ("handed_over_to", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "content_erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="content erased"
                    ),
                ),
                ("identity", portal.sealing.fields.SealedField(null=True, purpose="identity")),
                ("contact", portal.sealing.fields.SealedField(null=True, purpose="contact")),
                ("content", portal.sealing.fields.SealedField(null=True, purpose="content")),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                        verbose_name="writer's association or service",
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
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="in whose hands",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact of a prosecutor",
                "verbose_name_plural": "contacts of prosecutors",
                "ordering": ["-filed_at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("zone", models.CharField(max_length=64, verbose_name="time zone of the prosecutor")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "booked"),
                            ("done", "took place"),
                            ("missed", "nobody answered"),
                            ("cancelled", "cancelled"),
                        ],
                        default="booked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("booked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="booked")),
                ("outcome", portal.sealing.fields.SealedField(null=True, purpose="content")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who calls",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to="contact.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filed", "Received"),
                            ("taken", "Taken in hand"),
                            ("assigned", "Given to somebody"),
                            ("read", "Opened"),
                            ("message-in", "Message from the prosecutor"),
                            ("message-out", "Answer to the prosecutor"),
                            ("call-booked", "Call booked"),
                            ("call-cancelled", "Call cancelled"),
                            ("call-logged", "Call logged"),
                            ("closed", "Closed"),
                            ("reopened", "Opened again"),
                            ("handed-over", "Handed over as a complaint"),
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
                            ("new", "new"),
                            ("in-hand", "in hand"),
                            ("call-booked", "call booked"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "new"),
                            ("in-hand", "in hand"),
                            ("call-booked", "call booked"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("staff", "staff"),
                            ("prosecutor", "prosecutor"),
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
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="contact.contact",
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
            name="ContactMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "from the prosecutor"), ("out", "to the prosecutor")], max_length=4
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("mailbox", "mailbox"), ("mail", "e-mail"), ("call-log", "log of a call")],
                        max_length=8,
                        verbose_name="how",
                    ),
                ),
                ("body", portal.sealing.fields.SealedField(null=True, purpose="content")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("submission", models.UUIDField(editable=False, null=True, unique=True)),
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
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="contact.contact",
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
            name="ContactReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(choices=[("answer", "answer"), ("call", "call")], max_length=8)),
                ("offset", models.IntegerField()),
                ("for_date", models.DateTimeField()),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="contact.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["handled_by", "-filed_at"], name="contact_body_filed"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)), fields=["next_due_at"], name="contact_due"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["owner", "state"], name="contact_mine"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("content_erased_at__isnull", True), ("state", "closed")),
                fields=["state_since"],
                name="contact_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["new", "in-hand", "call-booked", "answered", "closed"])),
                name="contact_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose__in", ["information", "support", "exchange", "advice", "difficulty"])
                ),
                name="contact_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by__in", ["email", "call", "mailbox"])),
                name="contact_answer_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), models.Q(("closed_because", ""), _negated=True)),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_because", "")),
                    _connector="OR",
                ),
                name="contact_closed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"),
                name="contact_country_iso",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("state", "booked")), fields=["at"], name="contact_calls_to_come"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "booked")), fields=("contact",), name="contact_one_booked_call"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["booked", "done", "missed", "cancelled"])),
                name="contact_call_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 5), ("minutes__lte", 240)), name="contact_call_length"
            ),
        ),
        migrations.AddIndex(
            model_name="contactevent",
            index=models.Index(fields=["contact", "at"], name="contact_event_at"),
        ),
        migrations.AddConstraint(
            model_name="contactevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("actor_kind", "staff"), _negated=True),
                    ("actor__isnull", False),
                    _connector="OR",
                ),
                name="contact_event_staff_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="contactmessage",
            index=models.Index(fields=["contact", "at"], name="contact_message_at"),
        ),
        migrations.AddConstraint(
            model_name="contactmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", True), ("direction", "in")),
                    models.Q(("author__isnull", False), ("direction", "out")),
                    _connector="OR",
                ),
                name="contact_message_author_when_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactreminder",
            constraint=models.UniqueConstraint(
                fields=("contact", "about", "offset", "for_date"), name="contact_reminder_once"
            ),
        ),
        append_only("contact_contactevent", erasable="reason"),
    ]
