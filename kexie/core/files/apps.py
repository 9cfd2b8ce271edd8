from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "kexie.core.files"
    verbose_name = "附件"
