from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bollkoll.people"
    label = "people"
