from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "kexie.core.lists"
    verbose_name = "列表"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
