from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_validity")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-ordered_at", "case"], name="orders_order_newest"),
        ),
    ]
