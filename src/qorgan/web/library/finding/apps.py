from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "qorgan.web.library.finding"
    label = "finding"

    def ready(self) -> None:
        from qorgan.web.library.finding import listening

        listening.listen()
