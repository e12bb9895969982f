from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "qorgan.web.library"
    label = "library"
