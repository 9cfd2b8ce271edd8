from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class NoticesConfig(AppConfig):
    name = "kexie.office.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from . import policies, schedule  # noqa: F401  (registers the guards, and what happens by itself)

        verbs.name(
            queue_message=_("待发消息"), resend_message=_("再发"), cancel_message=_("不发了"),
            pause_outbox=_("暂停发件箱"), resume_outbox=_("恢复发件箱"), challenge=_("发验证码"),
        )  # fmt: skip
