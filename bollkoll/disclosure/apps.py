from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "bollkoll.disclosure"
    label = "disclosure"
