import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import chiso.office.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campaigns", "0003_sheet_withdrawn_at"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=chiso.office.records.make_key, editable=False, max_length=12, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("due", models.DateField(blank=True, null=True)),
                ("is_made_up", models.BooleanField(default=False)),
                ("directive", models.CharField(blank=True, max_length=12)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.agency",
                    ),
                ),
                (
                    "city_plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="plans.plan",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-period", "title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Basis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("framework", models.CharField(max_length=120)),
                ("period", models.CharField(max_length=40)),
                ("measured", models.CharField(blank=True, max_length=80)),
                ("answers", models.TextField(blank=True)),
                ("units", models.TextField(blank=True)),
                ("figures", models.JSONField()),
                ("source", models.CharField(max_length=400)),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.edition",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="basis", to="plans.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=chiso.office.records.make_key, editable=False, max_length=12, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("number", models.PositiveIntegerField()),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("head_approved", "head_approved"),
                            ("approved", "approved"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "derived_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.planversion",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "-number"),
            },
        ),
        migrations.CreateModel(
            name="PlanTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=chiso.office.records.make_key, editable=False, max_length=12, unique=True
                    ),
                ),
                ("node", models.CharField(max_length=120)),
                ("points", models.CharField(max_length=40)),
                ("source", models.CharField(blank=True, max_length=400)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.agency",
                    ),
                ),
                (
                    "version_of_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ("version_of_plan", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=chiso.office.records.make_key, editable=False, max_length=12, unique=True
                    ),
                ),
                (
                    "identity",
                    models.CharField(default=chiso.office.records.make_key, editable=False, max_length=12),
                ),
                ("node", models.CharField(max_length=120)),
                ("words", models.CharField(max_length=300)),
                ("measure", models.CharField(blank=True, max_length=120)),
                ("level", models.CharField(blank=True, max_length=200)),
                ("points", models.CharField(blank=True, max_length=40)),
                ("cost", models.CharField(blank=True, max_length=40)),
                ("effort", models.CharField(blank=True, max_length=40)),
                ("probability", models.CharField(blank=True, max_length=40)),
                ("quarter", models.CharField(blank=True, max_length=10)),
                ("deadline", models.DateField(blank=True, null=True)),
                ("product", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=400)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.agency",
                    ),
                ),
                ("partners", models.ManyToManyField(blank=True, related_name="+", to="organisation.agency")),
                (
                    "version_of_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ("version_of_plan", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Calculation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=chiso.office.records.make_key, editable=False, max_length=12, unique=True
                    ),
                ),
                ("unit", models.CharField(max_length=80)),
                ("target", models.CharField(blank=True, max_length=120)),
                ("budget", models.CharField(blank=True, max_length=40)),
                ("measures_name", models.CharField(max_length=200)),
                ("measures", models.TextField()),
                ("capacity", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("done", "done"), ("failed", "failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("results", models.JSONField(blank=True, default=dict)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version_of_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calculations",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Preparer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version_of_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preparers",
                        to="plans.planversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=chiso.office.records.make_key, editable=False, max_length=12, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "submitted"),
                            ("head_approved", "head_approved"),
                            ("approved", "approved"),
                            ("sent_back", "sent_back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("content_sha256", models.CharField(max_length=64)),
                ("words", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version_of_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ("version_of_plan", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("city_plan", "agency"), name="one_part_an_agency"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency", None), ("city_plan", None)),
                    models.Q(
                        models.Q(("agency", None), _negated=True),
                        models.Q(("city_plan", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_part_has_an_agency_and_a_plan_above_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="one_version_of_a_plan_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved"), _negated=True),
                fields=("plan",),
                name="one_version_of_a_plan_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="plantarget",
            constraint=models.UniqueConstraint(
                fields=("version_of_plan", "node", "owner"), name="one_target_of_a_plan_a_node"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                fields=("version_of_plan", "identity"), name="one_line_an_identity"
            ),
        ),
        migrations.AddConstraint(
            model_name="preparer",
            constraint=models.UniqueConstraint(fields=("version_of_plan", "person"), name="once_a_preparer"),
        ),
    ]
