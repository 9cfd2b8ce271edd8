from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "kexie.insight.planning"
    verbose_name = "年度计划"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation

        from . import documents, policies, queries, schedule, sheets  # noqa: F401  (each registers something)

        hang(Organisation, Related(_("常住人口"), rows=queries.populations_of, template="planning/of_body.html"))

        verbs.name(remind_plans=_("计划提醒"))
