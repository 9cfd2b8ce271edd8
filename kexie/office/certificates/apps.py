from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "kexie.office.certificates"
    verbose_name = "证明"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(
            issue=_("开具"), reissue=_("换发"), revoke=_("作废"), print_certificate=_("下载证明")
        )  # fmt: skip
