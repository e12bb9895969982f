from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "qorgan.web.casework"
    label = "casework"

    def ready(self) -> None:
        from qorgan.web.casework import (
            conditions,  # noqa: F401 - registers the policy's conditions
            grants,
        )
        from qorgan.web.ledger import verify

        verify.register_signer(grants.receipt_signers)
