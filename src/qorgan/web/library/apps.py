from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "qorgan.web.library"
    label = "library"

    def ready(self) -> None:
        """Whatever is published, retired or taken off the shelf is told to harvesters."""
        from django.db.models.signals import post_delete, post_save

        from qorgan.web.library.models import Number, Record
        from qorgan.web.library.share import holdings

        post_save.connect(holdings.on_record, sender=Record, dispatch_uid="library-holdings-record")
        post_delete.connect(holdings.on_record, sender=Record, dispatch_uid="library-holdings-deleted")
        post_save.connect(holdings.on_number, sender=Number, dispatch_uid="library-holdings-number")
