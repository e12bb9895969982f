from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "qorgan.web.ledger"
    label = "ledger"
