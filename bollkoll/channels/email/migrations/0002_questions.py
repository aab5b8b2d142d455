from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('email', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='inboundmail',
            name='outcome',
            field=models.CharField(blank=True, choices=[('', 'not read yet'), ('opened', 'became a case'), ('replied', 'became a reply'), ('noted', 'became an internal note'), ('asked', 'went to a question to third line'), ('answered', 'became an answer to the reporter'), ('auto_reply', 'automatic reply, shown in its case'), ('bounce', 'a mail of ours came back'), ('ignored', 'nothing to do'), ('dropped_duplicate', 'a copy of another'), ('held', 'held'), ('discarded', 'put aside')], default='', max_length=20, verbose_name='outcome'),
        ),
    ]
