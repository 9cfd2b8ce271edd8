from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "kexie.work.activities"
    verbose_name = "活动"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.office.approvals import queries as approvals

        from . import listeners, measures, policies, schedule, sheets  # noqa: F401  (each registers what it declares)

        approvals.offer("activities.activity")
        verbs.name(
            record=_("记一笔"), correct=_("更正"), complete=_("完成"), submit=_("提交发布"), approve=_("批准"),
            publish=_("发布"), start=_("开始"), close=_("结束并记结果"), cancel=_("取消活动"), plan_again=_("改回计划"),
            copy=_("复制"), copy_campaign=_("复制主题活动"), join_activity=_("加入合办"), leave_activity=_("退出合办"),
            keep_session=_("登记场次"), remove_session=_("删去场次"), hold=_("已举办"), cancel_session=_("取消场次"),
            plan_session=_("场次改回计划"), add_photos=_("传照片"), remove_photo=_("删去照片"),
        )  # fmt: skip
