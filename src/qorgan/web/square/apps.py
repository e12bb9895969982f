from django.apps import AppConfig


class SquareConfig(AppConfig):
    name = "qorgan.web.square"
    label = "square"
