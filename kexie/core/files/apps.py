from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class FilesConfig(AppConfig):
    name = "kexie.core.files"
    verbose_name = "附件"

    def ready(self) -> None:
        verbs.name(store_file=_("存文件"), discard_file=_("删文件"), rotate_keys=_("换密钥"))
