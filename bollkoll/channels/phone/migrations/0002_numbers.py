"""Numbers that stand in accounts already are found from the first call on."""

from django.db import migrations
from django.utils import timezone

from bollkoll.channels.phone import rules


def index(apps, schema_editor):
    person, number = apps.get_model("people", "Person"), apps.get_model("phone", "Number")
    for row in person.objects.exclude(phone="").only("pk", "phone", "line").iterator():
        keys = rules.keys(row.phone) or [key for key in [rules.extension(row.phone)] if key and row.line]
        for key in keys:
            number.objects.get_or_create(
                person=row,
                key=key,
                defaults={"shown": rules.shown(key), "is_account": True, "added_at": timezone.now()},
            )


class Migration(migrations.Migration):
    dependencies = [("phone", "0001_initial")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
