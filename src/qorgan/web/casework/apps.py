from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save


class CaseworkConfig(AppConfig):
    name = "qorgan.web.casework"
    label = "casework"

    def ready(self) -> None:
        from qorgan.web.casework import (
            conditions,  # noqa: F401 - registers the policy's conditions
            grants,
            listing,
        )
        from qorgan.web.casework.models import Grant
        from qorgan.web.ledger import verbs, verify

        verify.register_signer(grants.receipt_signers)
        verbs.register_projection(verbs.Projection(listing.follow, listing.remake))
        # Signals and not calls in each verb: a grant that is deleted must never leave its case listed.
        for signal in (post_save, post_delete):
            signal.connect(listing.follow_grant, sender=Grant, dispatch_uid="listing")
        post_migrate.connect(_list_older_cases, sender=self)


def _list_older_cases(**_: Any) -> None:
    """A database from before there was a listing gets one."""
    from qorgan.web.casework import listing
    from qorgan.web.casework.models import Case, ListedCase

    if Case.objects.exists() and not ListedCase.objects.exists():
        with transaction.atomic():
            listing.remake()
