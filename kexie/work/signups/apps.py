from django.apps import AppConfig


class SignupsConfig(AppConfig):
    name = "kexie.work.signups"
    verbose_name = "报名"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
