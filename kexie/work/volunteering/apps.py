from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    name = "kexie.work.volunteering"
    verbose_name = "志愿服务"

    def ready(self) -> None:
        from . import measures, policies, sheets  # noqa: F401  (each registers what it declares)
