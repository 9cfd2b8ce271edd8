from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "kexie.work.standards"
    verbose_name = "达标与示范点"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation

        from . import listeners, measures, policies, queries, sheets  # noqa: F401  (each registers what it declares)

        hang(Organisation, Related(_("达标与示范"), rows=queries.of_body, template="standards/of_body.html"))
        verbs.name(
            accept=_("认定达标"), designate_site=_("命名示范点"), end_site=_("终止示范点"), inspect=_("检查"),
            put_right=_("要求整改"), remove_site=_("误登作废"), replace_checklist=_("改为新的一版"),
            restore_site=_("恢复示范点"), refuse_inspection=_("不予认定"),
        )  # fmt: skip
