from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "kexie.network.people"
    verbose_name = "人员"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.access.models import User

        from . import policies  # noqa: F401  (registers the guards)
        from .queries import account_of

        hang(User, Related(_("对应的人员"), rows=account_of, template="people/account.html"))

        verbs.name(
            register=_("登记人员"), amend=_("修改人员"), link_account=_("对应人员"),
            give_consent=_("同意"), withdraw_consent=_("撤回同意"),
        )  # fmt: skip
