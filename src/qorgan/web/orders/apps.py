"""Protective orders as a Django app; its clock is run by casework's."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "qorgan.web.orders"
    label = "orders"

    def ready(self) -> None:
        from qorgan.web.casework import tick as casework_tick
        from qorgan.web.orders import tick

        casework_tick.register(tick.raise_due)
