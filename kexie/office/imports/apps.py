from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kexie.office.imports"
    verbose_name = "导入"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
