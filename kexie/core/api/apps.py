from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kexie.core.api"
    verbose_name = "接口"

    def ready(self) -> None:
        from . import schedule  # noqa: F401  (registers what happens by itself)
