from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "kexie.office.tasks"
    verbose_name = "督办"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation

        from . import policies, queries, schedule  # noqa: F401  (registers the guards, and what happens by itself)

        hang(Organisation, Related(_("督办事项"), rows=queries.standing_at, template="tasks/of_body.html"))
        verbs.name(
            assign_task=_("交办"), change_task=_("修改督办事项"), report_task=_("上报完成"),
            pass_task=_("复核通过"), return_task=_("退回重办"), drop_task=_("撤销"), remind_tasks=_("督办提醒"),
        )  # fmt: skip
