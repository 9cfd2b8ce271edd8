from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    name = "kexie.work.governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation

        from . import listeners, measures, policies, queries, sheets  # noqa: F401  (each registers what it declares)

        hang(Organisation, Related(_("任职和届次"), rows=queries.of_body, template="governance/of_body.html"))
        verbs.name(
            appoint=_("任职"), end_appointment=_("卸任"), confirm_transfer=_("确认调动"), keep_both=_("两处都任"),
            remove_appointment=_("删去任职"), open_term=_("开始新一届"), close_term=_("届满"), delay_term=_("延期换届"),
            remind_terms=_("提醒换届"),
        )  # fmt: skip
