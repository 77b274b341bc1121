from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0003_sheet_withdrawn_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="saves",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
    ]
