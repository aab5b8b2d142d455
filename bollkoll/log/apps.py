from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class LogConfig(AppConfig):
    name = "bollkoll.log"
    label = "log"

    def ready(self) -> None:
        from bollkoll.log import guard, triggers  # models must be loaded first

        connection_created.connect(guard.install, dispatch_uid="bollkoll.guard")
        pre_migrate.connect(triggers.step_aside, sender=self, dispatch_uid="bollkoll.triggers.aside")
        post_migrate.connect(triggers.install_all, sender=self, dispatch_uid="bollkoll.triggers")
