"""Who was "member of" a body has a membership in it now, since nobody knows when; every name can be searched."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from portal.folding import fold


def forward(apps: Any, schema_editor: Any) -> None:
    Association = apps.get_model("associations", "Association")
    Membership = apps.get_model("associations", "Membership")
    now = timezone.now()
    for body in Association.objects.all():
        names = [*body.names.values(), body.acronym, body.slug]
        body.searched = "\n".join(dict.fromkeys(filter(None, map(fold, names))))
        body.save(update_fields=["searched"])
        if body.parent_id:
            Membership.objects.create(
                member=body, umbrella_id=body.parent_id, kind="organisational", recorded_at=now
            )


class Migration(migrations.Migration):
    dependencies = [("associations", "0002_directory")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
