from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_marks")]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="checked",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("waiting", "is being checked for harmful code"),
                    ("clean", "checked for harmful code"),
                    ("infected", "harmful code was found: it is kept away"),
                    ("failed", "could not be checked: it is kept away"),
                    ("gone", "disposed of by its retention rule"),
                ],
                default="",
                max_length=8,
            ),
        ),
    ]
