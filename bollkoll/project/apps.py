from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "bollkoll.project"
    label = "project"
