from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "kexie.network.organisations"
    verbose_name = "组织"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
