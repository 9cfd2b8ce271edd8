from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "kexie.core.terms"
    verbose_name = "词表"
