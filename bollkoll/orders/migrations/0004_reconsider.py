from django.db import migrations


def ask_anew(apps, schema_editor):
    """Of what was declined the orderer was asked whether it helped; they are asked to change it or to leave it."""
    declined = apps.get_model("orders", "Order").objects.filter(stage="declined")
    balls = apps.get_model("commitments", "Commitment").objects.filter(ended_at=None, step="confirm")
    balls.filter(subject__in=declined.values("case__subject")).update(step="reconsider")


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_newest'),
        ('commitments', '0010_reconsider'),
    ]

    operations = [migrations.RunPython(ask_anew, migrations.RunPython.noop)]
