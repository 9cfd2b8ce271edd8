from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kexie.office.ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        from . import listeners, policies  # noqa: F401  (hears of moves, registers the guards)
