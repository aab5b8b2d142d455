from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "bollkoll.orders"
    label = "orders"

    def ready(self) -> None:
        from bollkoll.orders import triggers  # noqa: F401  registers the triggers
        from bollkoll.orders.commands import apart, effects, renewal  # noqa: F401  what order types can ask of the system
