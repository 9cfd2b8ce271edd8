from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "kexie.work.registers"
    verbose_name = "自定义台账"

    def ready(self) -> None:
        from . import measures, policies, sheets  # noqa: F401  (each registers what it declares)
