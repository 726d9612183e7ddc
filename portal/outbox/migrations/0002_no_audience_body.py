from django.db import migrations


class Migration(migrations.Migration):
    """It was written and never read: the worker finds the handling body by the complaint."""

    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RemoveField(model_name="message", name="audience_body")]
