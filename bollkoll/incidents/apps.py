from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "bollkoll.incidents"
    label = "incidents"
