from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "kexie.work.membership"
    verbose_name = "会员"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
