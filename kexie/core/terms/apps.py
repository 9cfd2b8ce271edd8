from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermsConfig(AppConfig):
    name = "kexie.core.terms"
    verbose_name = "词表"

    def ready(self) -> None:
        from kexie.core import verbs

        verbs.name(keep_word=_("设置词"), adopt_word=_("收入新词"))
