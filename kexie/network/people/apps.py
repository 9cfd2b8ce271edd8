from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "kexie.network.people"
    verbose_name = "人员"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(
            register=_("登记人员"), amend=_("修改人员"), give_consent=_("同意"), withdraw_consent=_("撤回同意"),
        )  # fmt: skip
