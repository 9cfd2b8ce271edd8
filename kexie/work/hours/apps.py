from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HoursConfig(AppConfig):
    name = "kexie.work.hours"
    verbose_name = "志愿服务时长"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.work.activities.models import Activity
        from kexie.work.volunteering.models import Volunteer

        from . import listeners, measures, policies, queries, schedule, sheets  # noqa: F401  (each registers something)

        hang(Activity, Related(_("志愿服务时长"), rows=queries.of_activity, template="hours/of_activity.html"))
        hang(Volunteer, Related(_("服务时长"), rows=queries.summed, template="hours/of_volunteer.html"))
        verbs.name(
            propose_hours=_("申报时长"), change_hours=_("修改时长"), approve_hours=_("通过并公示"),
            let_through=_("核实后通过"), refuse_hours=_("不予通过"), contest_hours=_("记下异议"),
            withdraw_hours=_("撤回"), confirm_hours=_("公示期满入账"), ask_correction=_("申请更正时长"),
            accept_correction=_("同意更正"), refuse_correction=_("不予更正"), correct_hours=_("更正时长"),
            take_signed_in=_("由签到得出时长"),
        )  # fmt: skip
