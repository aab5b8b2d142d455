from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "bollkoll.knowledge"
    label = "knowledge"
