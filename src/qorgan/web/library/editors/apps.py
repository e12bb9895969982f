from django.apps import AppConfig


class EditorsConfig(AppConfig):
    name = "qorgan.web.library.editors"
    label = "editors"
