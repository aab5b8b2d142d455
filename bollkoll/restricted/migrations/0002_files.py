from django.db import migrations, models

CHOICES = [("secrets", "protected data"), ("content", "texts and files"), ("files", "files")]


class Migration(migrations.Migration):
    dependencies = [("restricted", "0001_first")]

    operations = [
        migrations.AlterField(
            model_name="disposal", name="what", field=models.CharField(choices=CHOICES, max_length=10)
        ),
        migrations.AlterField(
            model_name="retentionrule",
            name="what",
            field=models.CharField(choices=CHOICES, max_length=10, verbose_name="what goes"),
        ),
    ]
