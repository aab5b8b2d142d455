import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_reproduction'),
        ('commitments', '0003_input'),
        ('people', '0001_initial'),
        ('services', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'waits for input'), ('answered', 'answered'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField()),
                ('chased_at', models.DateTimeField(blank=True, null=True)),
                ('raised_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='asked by')),
                ('ball', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='question', to='commitments.commitment')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='cases.case')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('sent', models.ManyToManyField(blank=True, related_name='sent_with', to='cases.message')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.team', verbose_name='team')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', 'question to third line'), ('answer', 'input from third line'), ('return', 'returned by third line'), ('pass', 'passed on within third line'), ('withdrawal', 'question withdrawn'), ('comment', 'more in the question')], max_length=10)),
                ('via', models.CharField(default='web', max_length=12)),
                ('text', models.TextField(verbose_name='text')),
                ('said_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='thread', to='cases.question')),
            ],
            options={
                'ordering': ['said_at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['team'], name='cases_question_team'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['person'], name='cases_question_person'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('team__isnull', False), ('person__isnull', False), _connector='OR'), name='cases_question_asks_somebody'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ball__isnull', False), ('ended_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ball', None), ('ended_at__isnull', False)), _connector='OR'), name='cases_question_open_has_ball'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(fields=['question', 'said_at'], name='cases_contribution_thread'),
        ),
    ]
