from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "bollkoll.commitments"
    label = "commitments"

    def ready(self) -> None:
        from bollkoll.commitments import triggers  # noqa: F401  registers the triggers
