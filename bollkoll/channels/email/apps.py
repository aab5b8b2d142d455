from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "bollkoll.channels.email"
    label = "email"
