from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "kexie.office.ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import listeners, policies  # noqa: F401  (hears of moves, registers the guards)

        verbs.name(close_period=_("关账"), reopen_period=_("重新打开"))
