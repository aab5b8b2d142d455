from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_orders")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="marks",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
