from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class ReportsConfig(AppConfig):
    name = "kexie.insight.reports"
    verbose_name = "总结与报表"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(
            compose=_("写总结"), edit_section=_("改写小节"), restore_section=_("恢复模板文字"), add_section=_("加一节"),
            move_section=_("调整次序"), hide_section=_("不写这一节"), show_section=_("写这一节"), sign=_("签发"),
            correct=_("更正"),
        )  # fmt: skip
