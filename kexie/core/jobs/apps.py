from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kexie.core.jobs"
    verbose_name = "后台任务"
