from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "qorgan.web.library"
    label = "library"

    def ready(self) -> None:
        """A published source is carried into its languages; a public record is never deleted; harvesters are
        told whatever is published, retired or taken off the shelf; lists given out as CSV run nothing."""
        from qorgan.web.library import translations
        from qorgan.web.library.editing import comparing, names, retiring, spreadsheets
        from qorgan.web.library.share import holdings

        names.connect()
        comparing.connect()
        translations.connect()
        retiring.connect()
        spreadsheets.connect()
        holdings.connect()
