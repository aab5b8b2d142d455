from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    name = "bollkoll.development"
    label = "development"
