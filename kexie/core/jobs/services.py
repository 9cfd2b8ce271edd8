"""Work behind the pages: started, run by the worker, taken up again when the worker dies."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from kexie.core import clock, gate, records
from kexie.core.files.models import StoredFile
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Refusal

from . import progress
from .models import Job

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 2


@dataclass(frozen=True)
class Outcome:
    """What a job's function may return: where to look, what to download, what to say."""

    url: str = ""
    file: StoredFile | None = None
    message: str = ""


class NotStoppable(Refusal):
    """The job is over already."""

    code = "not_stoppable"


def start(function: str, *, title: str, organisation: Any, actor: Any, **arguments: Any) -> Job:
    """Queue work for an organisation and return its job.

    `function` is the dotted path of `def f(*, progress, actor, **arguments) -> Outcome | None`; arguments are plain
    JSON, rows go by key. It runs as `actor`, later, and asks the gate itself. If the worker dies it is called once
    more, so it does its work in one transaction or knows what it has done.

    :raises NotAllowed: the actor does not see the organisation
    """
    gate.require(actor, "view", organisation)
    job = Job(
        title=title, function=function, arguments=arguments, organisation_key=organisation.pk, path=organisation.path,
        owner_key=getattr(actor, "pk", None), owner_name=str(actor),
    )  # fmt: skip
    with transaction.atomic():
        records.save(job, actor=actor, did="start_job")
        if not settings.JOBS_AT_ONCE:
            _queue(job)
    if settings.JOBS_AT_ONCE:
        run.call(job.pk)
        job.refresh_from_db()
    return job


def cancel(*, job: Job, actor: Any) -> Job:
    """Stop a job: a waiting one at once, a running one at its next step, with nothing of it left.

    :raises NotAllowed: it is somebody else's
    :raises NotStoppable: it is over
    """
    gate.require(actor, "cancel_job", job)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.is_over:
            raise NotStoppable(_("“%s”已经结束，不能取消。") % job)
        if job.state == Job.State.WAITING:
            return _end(job, Job.State.CANCELLED, actor=actor)
    progress.ask_to_stop(job.pk)
    return job


@task()
def run(number: int) -> None:
    """Do a job, if nobody else is at it, and write down how it ended."""
    with progress.held(number) as mine:
        job = _claim(number) if mine else None
        if job is None:
            return
        try:
            outcome = import_string(job.function)(
                progress=progress.Progress(number), actor=_actor(job), **job.arguments
            )
        except progress.Cancelled:
            _end(job, Job.State.CANCELLED)
        except Refusal as refusal:
            _end(job, Job.State.FAILED, error=str(refusal))
        except Exception:
            mark = uuid.uuid4().hex[:8]
            log.exception("job %s failed (%s)", number, mark)
            _end(job, Job.State.FAILED, error=_("处理时出了意外，没有留下改动。请把编号 %s 告诉管理员。") % mark)
        else:
            _end(job, Job.State.DONE, outcome=outcome or Outcome())
    progress.clear(number)


def take_up_lost() -> int:
    """Queue again what a dead worker left behind, once; what died twice has failed. Return how many there were.

    A worker calls this when it starts and between jobs: a job is lost when it says "running" and nobody holds its lock.
    """
    lost = 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if progress.is_held(job.pk):
            continue
        with transaction.atomic():
            job = Job.objects.select_for_update().get(pk=job.pk)
            if job.state != Job.State.RUNNING:
                continue
            lost += 1
            DBTaskResult.objects.filter(pk=job.task_id or None).delete()
            if job.attempts >= MOST_ATTEMPTS:
                _end(
                    job,
                    Job.State.FAILED,
                    error=_("后台进程两次中途停止，这件事没有办成，也没有留下改动。请再试；仍不行请告诉管理员。"),
                )
                progress.clear(job.pk)
            else:
                job.state = Job.State.WAITING
                _queue(job)
    return lost


def _queue(job: Job) -> None:
    job.task_id = str(run.enqueue(job.pk).id)
    records.save(job, actor=SYSTEM, did="queue_job")


def _claim(number: int) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=number, state=Job.State.WAITING).first()
        if job is not None:
            job.state, job.attempts, job.started_at = Job.State.RUNNING, job.attempts + 1, clock.now()
            records.save(job, actor=SYSTEM, did="run_job")
    return job


def _actor(job: Job) -> Any:
    """Return who started the job, as they are now.

    :raises Refusal: their account is closed
    """
    if job.owner_key is None:
        return SYSTEM
    user = get_user_model().objects.filter(pk=job.owner_key, is_active=True).first()
    if user is None:
        raise Refusal(_("发起人 %s 的账号已停用，任务没有进行。") % job.owner_name)
    return user


def _end(job: Job, state: str, *, actor: Any = SYSTEM, error: str = "", outcome: Outcome | None = None) -> Job:
    noted = progress.noted(job.pk)
    job.state, job.error, job.finished_at = state, error[:500], clock.now()
    job.done, job.total = int(noted.get("done", 0)), int(noted.get("total", 0))
    job.message = str(noted.get("message", ""))[:500]
    if outcome is not None:
        job.result_url, job.result_file, job.message = outcome.url, outcome.file, outcome.message or job.message
        job.done = job.total
    return records.save(job, actor=actor, did="end_job", note=error)
