"""The translators' desk: what a reviewer sent back and why; tables that come back; the name it has in the admin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("protocol", "0005_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Translating",
            fields=[],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translators’ desk",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("protocol.wording",),
        ),
        migrations.AddField(
            model_name="import",
            name="table",
            field=models.BooleanField(default=False, verbose_name="translator’s table"),
        ),
        migrations.AddField(
            model_name="wording",
            name="remark",
            field=models.TextField(blank=True, max_length=2000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="wording",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "being written"),
                    ("proposed", "waiting for a second pair of eyes"),
                    ("published", "published"),
                    ("superseded", "superseded"),
                    ("returned", "sent back"),
                ],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
