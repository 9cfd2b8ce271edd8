from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "kexie.web"
    verbose_name = "智慧科协"

    def ready(self) -> None:
        from kexie.core.related import Related, hang
        from kexie.work.activities.models import Activity
        from kexie.work.signups.models import Signup

        from .portal import queries

        hang(Activity, Related(_("公开页面"), rows=queries.poster, template="portal/poster.html"))
        hang(Signup, Related(_("签到码"), rows=queries.code, template="portal/code.html"))
