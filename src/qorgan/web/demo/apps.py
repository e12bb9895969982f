from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "qorgan.web.demo"
    label = "demo"
