from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundingConfig(AppConfig):
    name = "kexie.work.founding"
    verbose_name = "组建与换届"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation
        from kexie.work.votes.models import Assembly

        from . import listeners, measures, policies, queries, schedule, sheets  # noqa: F401  (each registers what it declares)

        hang(Assembly, Related(_("组建与换届"), rows=queries.of_assembly, template="founding/of_assembly.html"))
        hang(Organisation, Related(_("组建与换届"), rows=queries.of_body, template="founding/of_body.html"))
        verbs.name(
            abandon=_("中止"), answer=_("填写"), begin=_("开始办"), carry_over=_("带入现任"), conclude=_("办结"),
            finish_step=_("办好一步"), hold_assembly=_("建在线会议"), leave_assembly=_("改用纸质会议"),
            take_result=_("带入会议结果"), make_paper=_("生成文书"), nominate=_("提名"), remove_nominee=_("去掉候选人"),
            reopen_step=_("退回一步"), resume=_("恢复办理"), skip_step=_("跳过一步"), upload_signed=_("传签字件"),
            remind_procedures=_("期限提醒"), recount_deadlines=_("重算期限"),
            visit_prospect=_("走访"), withdraw_signed=_("撤下签字件"),
        )  # fmt: skip
