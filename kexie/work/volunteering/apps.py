from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteeringConfig(AppConfig):
    name = "kexie.work.volunteering"
    verbose_name = "志愿服务"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.work.activities.models import Activity

        from . import listeners, measures, policies, sheets  # noqa: F401  (each registers what it declares)
        from .desks import PostDesk

        hang(
            Activity,
            Related(
                _("志愿者岗位"), desk=PostDesk, by="activity", is_started_here=True,
                empty=_("没有招募志愿者。要用志愿者的，登记岗位、排好班次，他们和参加的人在同一个门签到，时长由签到得出。"),
            ),
        )  # fmt: skip
        verbs.name(
            ask_to_register=_("申请注册志愿者"), take_in=_("接收注册"), turn_away=_("不接收注册"),
            withdraw_application=_("撤回申请"),
            suspend=_("暂停服务"), let_back=_("恢复服务"),
            disband=_("撤销队伍"), ask_transfer=_("申请转队"), receive=_("接收"), turn_down=_("不接收"),
            retire=_("退出志愿者"), take_back=_("撤回"), transfer=_("转队"), end_engagement=_("提前解聘"),
            open_post=_("开始招募"), close_post=_("结束招募"), cancel_shift=_("取消班次"),
            move_shift=_("班次改期"), remove_shift=_("删去班次"),
            apply_for_shift=_("报名班次"), assign=_("排班"),
            take_on=_("排上"), pass_over=_("不安排"), step_back=_("退出班次"),
            mark_absent=_("记为未到"), mark_present=_("改回已排班"),
        )  # fmt: skip
