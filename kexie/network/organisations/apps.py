from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "kexie.network.organisations"
    verbose_name = "组织"

    def ready(self) -> None:
        from kexie.core import verbs

        verbs.name(
            change_kind=_("改类型"),
            confirm=_("确认"),
            dissolve=_("注销"),
            forget_alias=_("取消别名"),
            found=_("登记"),
            learn_alias=_("添加别名"),
            load_divisions=_("载入区划"),
            merge=_("并入"),
            move=_("调整隶属"),
            rename=_("更名"),
            reopen=_("恢复"),
            suggest_towns=_("列出下级科协"),
            withdraw=_("误登作废"),
        )
