from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "qorgan.web.door"
    label = "door"
