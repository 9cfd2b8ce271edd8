from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteeringConfig(AppConfig):
    name = "kexie.work.volunteering"
    verbose_name = "志愿服务"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import measures, policies, sheets  # noqa: F401  (each registers what it declares)

        verbs.name(
            disband=_("撤销队伍"), ask_transfer=_("申请转队"), receive=_("接收"), turn_down=_("不接收"),
            retire=_("退出志愿者"), take_back=_("撤回"), transfer=_("转队"), end_engagement=_("提前解聘"),
        )  # fmt: skip
