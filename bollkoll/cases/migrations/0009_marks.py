import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_scanning")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="marks",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="attachment",
            name="contribution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="cases.contribution",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=Q(message=None) | Q(contribution=None), name="cases_attachment_in_one_place"
            ),
        ),
    ]
