"""Jobs end in one of four ways, and never hang."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from kexie.core.jobs import progress, services
from kexie.core.jobs.models import Job
from kexie.core.refusals import NotAllowed, Refusal

HERE = __name__


def count(*, progress, actor, upto):
    for n in range(upto):
        progress.step(n + 1, upto, f"第 {n + 1} 行")
    return services.Outcome(url="/done/", message=f"{actor} 数到 {upto}")


def refuse(*, progress, actor):
    raise Refusal("泗门镇的表缺一列“时间”。")


def break_(*, progress, actor):
    raise ZeroDivisionError("16400000001")


def stop_half_way(*, progress, actor, number):
    from kexie.core.jobs import progress as notes

    progress.last = 0
    notes.ask_to_stop(number or Job.objects.latest("id").pk)
    progress.step(1, 2)
    raise AssertionError("went on after being cancelled")


def start(name, here, officer, **arguments):
    return services.start(f"{HERE}.{name}", title="试", organisation=here, actor=officer, **arguments)


def test_done(here, officer):
    job = start("count", here, officer, upto=3)
    assert (job.state, job.done, job.total, job.result_url) == ("done", 3, 3, "/done/")
    assert job.message == "officer 数到 3"


def test_refused_and_broken(here, officer):
    assert start("refuse", here, officer).error == "泗门镇的表缺一列“时间”。"
    broken = start("break_", here, officer)
    assert broken.state == "failed" and "编号" in broken.error and "16400000001" not in broken.error


def test_cancelled_at_the_next_step(here, officer):
    job = start("stop_half_way", here, officer, number=0)
    assert job.state == "cancelled" and not progress.noted(job.pk)


def test_waiting_is_cancelled_at_once_and_never_runs(here, officer, settings):
    settings.JOBS_AT_ONCE = False
    job = start("count", here, officer, upto=3)
    assert job.state == "waiting" and DBTaskResult.objects.ready().count() == 1
    services.cancel(job=job, actor=officer)
    services.run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 0)
    with pytest.raises(services.NotStoppable):
        services.cancel(job=job, actor=officer)


def test_a_closed_account_does_nothing_more(here, officer, settings):
    settings.JOBS_AT_ONCE = False
    job = start("count", here, officer, upto=3)
    officer.is_active = False
    officer.save()
    services.run.call(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "已停用" in job.error


def test_lost_is_taken_up_again_once_then_failed(here, officer, settings):
    settings.JOBS_AT_ONCE = False
    job = start("count", here, officer, upto=3)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)  # its worker was killed: nobody holds the lock
    assert services.take_up_lost() == 1
    job.refresh_from_db()
    assert job.state == "waiting" and DBTaskResult.objects.ready().count() == 1
    Job.objects.filter(pk=job.pk).update(state="running", attempts=2)
    services.take_up_lost()
    job.refresh_from_db()
    assert job.state == "failed" and "中途停止" in job.error


def test_who_is_still_at_it_is_left_alone(here, officer, settings):
    settings.JOBS_AT_ONCE = False
    job = start("count", here, officer, upto=3)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import fcntl,time;f=open({str(settings.JOBS_ROOT / f'{job.pk}.lock')!r},'w');"
         "fcntl.flock(f,2);print('held',flush=True);time.sleep(60)"],
        stdout=subprocess.PIPE, env=os.environ,
    )  # fmt: skip
    try:
        holder.stdout.readline()
        assert services.take_up_lost() == 0
    finally:
        holder.kill()
        holder.wait()
    deadline = time.monotonic() + 5
    while progress.is_held(job.pk) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert services.take_up_lost() == 1  # kill -9 lets go of the lock


def test_not_for_strangers(client, here, officer, stranger):
    with pytest.raises(NotAllowed):
        start("count", here, stranger, upto=1)
    job = start("count", here, officer, upto=1)
    client.force_login(stranger)
    hidden = client.get(reverse("jobs:job", args=[job.pk]))
    assert (hidden.status_code, hidden.content) == (404, client.get(reverse("jobs:job", args=[10**6])).content)
    with pytest.raises(NotAllowed):
        services.cancel(job=job, actor=stranger)


def test_page_says_how_far(client, here, officer, settings):
    settings.JOBS_AT_ONCE = False
    job = start("count", here, officer, upto=3)
    client.force_login(officer)
    page = client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "排队中" in page and 'http-equiv="refresh"' in page and "hx-get" in page
    services.run.call(job.pk)
    page = client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "已完成" in page and "hx-get" not in page and 'href="/done/"' in page
