"""Record-keeping screens."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk

from .models import Batch


class BatchDesk(Desk):
    """What was imported, when and by whom; its page is views.batch."""

    model = Batch
    slug = "batches"
    title = _("导入记录")
    columns = [
        Column("title", link=lambda row: reverse("imports:batch_detail", args=[row.pk])),
        "organisation",
        "year",
        "state",
        "by",
        Column("created_at", _("时间")),
    ]
    search = ["title"]
    filters = ["state", "organisation", "year"]
    empty = _("导入过的表格都列在这里，哪一批都可以撤销。")
    first_steps = [(_("导入表格"), "imports:start")]
