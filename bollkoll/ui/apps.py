from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "bollkoll.ui"
    label = "ui"
    verbose_name = "Bollkoll interface"
