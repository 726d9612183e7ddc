"""The directory in the order of each reader's language: what names are sorted by, filled for the bodies there are."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

import associations.models.body
import portal.countries
from portal.alphabets import sort_key
from portal.folding import fold

LANGUAGES = ("en", "es", "az", "ru", "uk", "kk", "zh-hans")


def fill(apps, schema_editor):
    """As ``Association.index`` did when this was written."""
    for body in apps.get_model("associations", "Association").objects.iterator():
        names = [*body.names.values(), body.acronym, body.slug, *(each["text"] for each in body.other_names)]
        folded = dict.fromkeys(filter(None, map(fold, names)))
        body.searched = "".join(f"\n{each}" for each in folded) + "\n"
        body.sort_keys = {
            language: sort_key(body.names.get(language) or body.names["en"], language)[:300]
            for language in LANGUAGES
        }
        body.save(update_fields=["searched", "sort_keys"])


def in_order(language: str) -> migrations.AddIndex:
    expression = KeyTextTransform(language, "sort_keys")
    return migrations.AddIndex(
        model_name="association",
        index=models.Index(expression, models.F("slug"), name=f"association_in_{language[:2]}"),
    )


def country() -> models.CharField:
    return models.CharField(
        blank=True,
        help_text="Empty for a body of several countries.",
        max_length=2,
        validators=[portal.countries.check],
        verbose_name="country",
    )


def slug(**more: bool) -> models.SlugField:
    return models.SlugField(
        help_text="The last part of its web address.",
        max_length=80,
        validators=[associations.models.body.check_slug],
        verbose_name="address",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [("associations", "0004_record_is_kept")]

    operations = [
        migrations.AddField(
            model_name="association",
            name="sort_keys",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="association",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, default=timezone.now, verbose_name="last updated"),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="association", name="country", field=country()),
        migrations.AlterField(model_name="association", name="slug", field=slug(unique=True)),
        migrations.AlterField(model_name="historicalassociation", name="country", field=country()),
        migrations.AlterField(model_name="historicalassociation", name="slug", field=slug()),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *map(in_order, LANGUAGES),
        migrations.AddIndex(
            model_name="association",
            index=models.Index(fields=["country", "kind"], include=["id"], name="association_country_kind"),
        ),
    ]
