from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "bollkoll.services"
    label = "services"

    def ready(self) -> None:
        from bollkoll.services import triggers  # noqa: F401  registers the triggers
