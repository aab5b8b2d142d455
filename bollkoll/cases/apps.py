from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bollkoll.cases"
    label = "cases"
