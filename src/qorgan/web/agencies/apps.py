from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "qorgan.web.agencies"
    label = "agencies"

    def ready(self) -> None:
        from qorgan.web.agencies import directory, passkeys, sign_in
        from qorgan.web.ledger import verify

        sign_in.connect()
        passkeys.connect()
        verify.register_signer(directory.signers)
