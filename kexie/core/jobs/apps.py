from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class JobsConfig(AppConfig):
    name = "kexie.core.jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        verbs.name(
            start_job=_("发起任务"), queue_job=_("任务排队"), run_job=_("任务开始"), end_job=_("任务结束"),
        )  # fmt: skip
