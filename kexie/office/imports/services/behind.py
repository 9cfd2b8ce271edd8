"""Long imports run behind the pages: the same verbs, as a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.jobs import services as jobs
from kexie.core.jobs.models import Job
from kexie.core.refusals import NotFound
from kexie.office.imports.models import Batch

from .applying import apply, undo
from .batches import preview

VERBS: dict[str, Callable[..., Any]] = {"preview": preview, "apply": apply, "undo": undo}
TITLES = {"preview": "识别表格：%s", "apply": "导入表格：%s", "undo": "撤销导入：%s"}


def start(*, verb: str, batch: Batch, actor: gate.Actor) -> Job:
    """Begin to preview, apply or undo a batch behind the pages, and return the job."""
    gate.require(actor, "import", batch)
    return jobs.start(
        f"{__name__}.carry_out", title=TITLES[verb] % batch.title[:150], organisation=batch.organisation, actor=actor,
        verb=verb, batch=batch.pk,
    )  # fmt: skip


def carry_out(*, progress: Any, actor: gate.Actor, verb: str, batch: int) -> jobs.Outcome:
    """Do what `start` was told; each verb is one transaction, so a cancelled or killed job leaves nothing.

    :raises NotFound: the batch is gone, or out of the actor's reach by now
    """
    found = Batch.objects.visible_to(actor).select_related("organisation").filter(pk=batch).first()
    if found is None:
        raise NotFound
    gate.require(actor, "import", found)
    VERBS[verb](batch=found, actor=actor, progress=progress.step)
    return jobs.Outcome(url=reverse("imports:batch_detail", args=[batch]), message=_("做完了。"))
