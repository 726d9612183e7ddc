"""The column that memberships replace goes; from now on the record is only added to."""

from django.db import migrations

from portal.ledger.append_only import revisions_only


class Migration(migrations.Migration):
    dependencies = [("associations", "0003_parents_are_memberships")]
    operations = [
        migrations.RemoveConstraint(model_name="association", name="association_not_its_own_member"),
        migrations.RemoveField(model_name="association", name="parent"),
        migrations.RemoveField(model_name="historicalassociation", name="parent"),
        revisions_only("associations_membership"),
        revisions_only("associations_event"),
    ]
