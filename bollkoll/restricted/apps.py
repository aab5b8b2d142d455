from django.apps import AppConfig


class RestrictedConfig(AppConfig):
    name = "bollkoll.restricted"
    label = "restricted"
