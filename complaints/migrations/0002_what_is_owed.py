from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
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
                    ("interim-measure", "Interim measure decided on"),
                    ("extended", "Clock extended"),
                    ("secret-replaced", "Receipt's secret replaced"),
                    ("recused", "Stepped out of the case"),
                    ("erased", "Content erased"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
    ]
