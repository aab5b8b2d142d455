from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "bollkoll.records"
    label = "records"

    def ready(self) -> None:
        from bollkoll.records import triggers  # noqa: F401  registers the triggers
