from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "kexie.insight.planning"
    verbose_name = "年度计划"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import documents, policies, schedule, sheets  # noqa: F401  (each registers something)

        verbs.name(remind_plans=_("计划提醒"))
