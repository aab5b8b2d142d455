import django.db.models.deletion
from django.db import migrations, models

VERDICTS = [
    ("reproduced", "reproduced"),
    ("intermittent", "happens at times"),
    ("not_reproduced", "not reproduced"),
    ("needs_data", "needs data"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_lists"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="reproduction",
            field=models.CharField(
                blank=True, choices=VERDICTS, default="", editable=False, max_length=16, verbose_name="reproduction"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("reproduction", ""), _negated=True),
                fields=["reproduction", "-opened_at"],
                name="cases_case_reproduction",
            ),
        ),
        migrations.CreateModel(
            name="Reproduction",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reproduction",
                        serialize=False,
                        to="cases.message",
                    ),
                ),
                ("version", models.CharField(blank=True, default="", max_length=80, verbose_name="version")),
                ("used", models.TextField(blank=True, default="", verbose_name="data used")),
                ("expected", models.TextField(blank=True, default="", verbose_name="expected result")),
                ("actual", models.TextField(blank=True, default="", verbose_name="actual result")),
                ("verdict", models.CharField(choices=VERDICTS, max_length=16, verbose_name="verdict")),
                (
                    "environment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.environment",
                        verbose_name="environment",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reproduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", [value for value, _label in VERDICTS])),
                name="cases_reproduction_verdict",
            ),
        ),
    ]
