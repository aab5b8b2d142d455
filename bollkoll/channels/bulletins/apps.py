from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "bollkoll.channels.bulletins"
    label = "bulletins"
