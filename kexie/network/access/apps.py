from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kexie.network.access"
    verbose_name = "用户与权限"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
