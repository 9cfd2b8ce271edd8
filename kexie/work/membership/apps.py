from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "kexie.work.membership"
    verbose_name = "会员"

    def ready(self) -> None:
        from . import listeners, measures, policies, sheets  # noqa: F401  (each registers what it declares)
