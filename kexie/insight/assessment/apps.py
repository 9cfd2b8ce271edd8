from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class AssessmentConfig(AppConfig):
    name = "kexie.insight.assessment"
    verbose_name = "活力"

    def ready(self) -> None:
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation

        from . import policies, queries  # noqa: F401  (registers the guards)

        hang(Organisation, Related(_("活力"), rows=queries.latest_of, template="assessment/of_organisation.html"))
        verbs.name(assess=_("评估活力"))
