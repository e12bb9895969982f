from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "qorgan.web.library"
    label = "library"

    def ready(self) -> None:
        """A published source is carried into its languages; a public record is never deleted."""
        from qorgan.web.library import translations
        from qorgan.web.library.editing import retiring

        translations.connect()
        retiring.connect()
