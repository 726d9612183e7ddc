"""What several statements are about, and a file beside an event. Stands beside 0005: neither needs the other."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("associations", "0005_directory_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="matter",
            field=models.SlugField(
                blank=True,
                db_index=False,
                help_text="A short name for what several statements are about, for example office-closed. Statements about the same body with the same matter are shown side by side.",
                max_length=60,
                verbose_name="matter",
            ),
        ),
        migrations.CreateModel(
            name="PublicFile",
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
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
            },
        ),
        migrations.AddField(
            model_name="event",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="associations.publicfile",
                verbose_name="file",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("matter", ""), _negated=True),
                fields=["subject", "matter"],
                name="event_about_matter",
            ),
        ),
    ]
