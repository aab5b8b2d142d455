from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0002_audit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='commitment',
            name='step',
            field=models.CharField(choices=[('deal_out', 'deal out'), ('answer', 'answer'), ('reproduce', 'reproduce'), ('follow_up', 'follow up'), ('reply', "reply to the support's question"), ('confirm', 'say whether it helped'), ('third_line', 'third line looks into it'), ('call_back', 'call back'), ('input', 'give input'), ('mend_address', 'find another way to reach the recipient')], max_length=14, verbose_name='next step'),
        ),
    ]
