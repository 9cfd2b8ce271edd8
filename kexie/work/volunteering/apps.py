from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    name = "kexie.work.volunteering"
    verbose_name = "志愿服务"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
