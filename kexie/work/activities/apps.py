from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "kexie.work.activities"
    verbose_name = "活动"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import measures, policies, sheets  # noqa: F401  (each registers what it declares)

        verbs.name(
            record=_("记一笔"), correct=_("更正"), complete=_("完成"), cancel=_("取消活动"), plan_again=_("改回计划"),
            join_activity=_("加入合办"), leave_activity=_("退出合办"),
            keep_session=_("登记场次"), remove_session=_("删去场次"),
            add_photos=_("传照片"), remove_photo=_("删去照片"),
        )  # fmt: skip
