from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kexie.office.ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
