from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProjectConfig(AppConfig):
    name = "bollkoll.project"
    label = "project"

    def ready(self) -> None:
        autodiscover_modules("subscribers", "clock", "panels", "events", "disclosing", "erasing")
