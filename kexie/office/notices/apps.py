from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class NoticesConfig(AppConfig):
    name = "kexie.office.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from . import measures, policies, schedule  # noqa: F401  (registers the guards, and what happens by itself)

        verbs.name(
            queue_message=_("待发消息"), erase_messages=_("删除到期的收件人和内容"),
            resend_message=_("再发"), cancel_message=_("不发了"),
            pause_outbox=_("暂停发件箱"), resume_outbox=_("恢复发件箱"), challenge=_("发验证码"),
            send_notice=_("发通知"), recall_notice=_("撤回通知"), open_notice=_("打开通知"), remind=_("再提醒"),
            attach=_("加附件"), detach=_("去掉附件"), report_relay=_("报转达"), retract_relay=_("去掉转达"),
        )  # fmt: skip
