from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "bollkoll.records"
    label = "records"
