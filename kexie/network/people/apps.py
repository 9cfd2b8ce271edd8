from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kexie.network.people"
    verbose_name = "人员"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
