from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "bollkoll.channels.phone"
    label = "phone"
