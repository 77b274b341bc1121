"""Sounds are kept beside pictures: voice notes of visits."""

from django.db import migrations, models

KINDS = [
    ("pdf", "pdf"), ("docx", "docx"), ("xlsx", "xlsx"), ("odt", "odt"), ("ods", "ods"), ("jpeg", "jpeg"),
    ("png", "png"), ("csv", "csv"), ("txt", "txt"), ("ogg", "ogg"), ("aac", "aac"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AlterField("content", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AlterField("upload", "kind", models.CharField(blank=True, choices=KINDS, max_length=10)),
    ]
