from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="people",
            field=models.ManyToManyField(blank=True, related_name="sections", to=settings.AUTH_USER_MODEL),
        ),
    ]
