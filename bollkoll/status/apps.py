from django.apps import AppConfig


class StatusConfig(AppConfig):
    name = "bollkoll.status"
    label = "status"
