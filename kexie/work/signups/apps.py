from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignupsConfig(AppConfig):
    name = "kexie.work.signups"
    verbose_name = "报名"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.people import queries as people
        from kexie.work.activities.models import Activity

        from . import listeners, policies, schedule, sheets  # noqa: F401  (each registers what it declares)
        from .queries import sessions_of

        hang(Activity, Related(_("报名"), rows=sessions_of, template="signups/of_activity.html"))

        people.declare_purpose(
            people.Purpose(
                "signup", _("活动报名"), "2026-1",
                _(
                    "主办单位收集您填写的姓名、联系方式和报名信息，只用于办理本次活动的报名、通知、签到、安全保障和人数统计，"
                    "不向无关的人提供。您可以随时打开报名链接查看、更正或取消。未满 14 周岁须由监护人同意。"
                ),
            )
        )  # fmt: skip
        verbs.name(
            sign_up=_("报名"), admit=_("直接录入"), offer=_("候补轮到"), end_offer=_("候补逾期"),
            accept_offer=_("确认候补"), decline_offer=_("放弃候补"), confirm_signup=_("报名通过"),
            refuse_signup=_("报名不通过"),
            cancel_signup=_("取消报名"), reissue_link=_("换发链接"), arrange=_("排座和次序"),
            keep_admission=_("设置报名"), keep_quota=_("设置名额"), remove_quota=_("删去名额"),
            keep_questionnaire=_("设置问题单"), word_questions=_("改问题"), change_answers=_("改回答"),
            shift_signup=_("调整场次和分组"),
            give_feedback=_("填活动反馈"),
        )  # fmt: skip
