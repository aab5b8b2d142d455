from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bollkoll.desk"
    label = "desk"
