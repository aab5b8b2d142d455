from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "bollkoll.orders"
    label = "orders"
