from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CockpitConfig(AppConfig):
    name = "kexie.insight.cockpit"
    verbose_name = "领导驾驶舱"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(load_outline=_("装入边界图"), remove_outline=_("去掉边界图"))
