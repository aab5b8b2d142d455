from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "bollkoll.services"
    label = "services"
