from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "kexie.office.imports"
    verbose_name = "导入"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(
            open_batch=_("收下表格"),
            add_file=_("添加文件"),
            read=_("读表"),
            understand=_("识别"),
            plan=_("预览"),
            preview=_("预览"),
            correct=_("更正"),
            apply=_("写入"),
            apply_batch=_("导入"),
            discard_batch=_("不导入了"),
            remember=_("记住写法"),
        )
