from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    name = "kexie.work.attendance"
    verbose_name = "签到"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.work.activities.models import Activity

        from . import listeners, policies, queries, sheets  # noqa: F401  (each registers what it declares)

        verbs.name(
            open_door=_("开通签到设备"), revoke_door=_("停用签到设备"),
            look_at=_("核对"), record_headcount=_("填未记名人数"), remove_headcount=_("删去未记名人数"),
            settle=_("签到入账"),
        )  # fmt: skip
        hang(Activity, Related(_("签到"), rows=queries.of_activity, template="attendance/of_activity.html"))
