from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "kexie.work.registers"
    verbose_name = "自定义台账"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
