from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "bollkoll.portal"
    label = "portal"
