from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kexie.core.audit"
    verbose_name = "操作记录"
