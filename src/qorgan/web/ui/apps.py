from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "qorgan.web.ui"
    label = "ui"
