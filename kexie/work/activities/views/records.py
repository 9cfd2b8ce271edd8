"""记一笔: an activity written down on the phone in under half a minute; and its photos."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.core import clock, gate, web
from kexie.core.api.repeating import sent_once
from kexie.core.forms import shown_in
from kexie.network.organisations.models import Organisation
from kexie.work.activities import queries, services
from kexie.work.activities.forms import PhotosForm, QuickForm
from kexie.work.activities.models import Activity, Photo

KEPT = ("starts_on", "form", "place", "campaign")


@sent_once
def record(request: HttpRequest) -> HttpResponse:
    """Ask for the few things an activity needs, write it down, say what was counted, and offer the next one."""
    actor, today = request.user, clock.today()
    here = _place(request)
    gate.require(actor, "edit", Activity(organisation=here))
    done = _done(request)
    if request.method == "POST":
        form = QuickForm(request.POST, request.FILES, instance=Activity(), actor=actor, here=here)
        if form.is_valid():
            with shown_in(form):
                row = services.record(
                    activity=form.save(commit=False), actor=actor, today=today, pictures=form.cleaned_data["photos"]
                )
                messages.success(request, _("已记下：%s。") % row)
                asked = {"done": row.pk} if here == actor.organisation else {"done": row.pk, "organisation": here.pk}
                return redirect(f"{reverse('activities:record')}?{urlencode(asked)}")
        return _page(request, form, done, status=422)
    guess = queries.guess_next(here, actor, today)
    if done is not None:
        guess |= {name: getattr(done, f"{name}_id" if name == "campaign" else name) for name in KEPT}
    return _page(request, QuickForm(instance=Activity(), initial=guess, actor=actor, here=here), done)


@require_POST
def add_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Add photos to an activity."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    form = PhotosForm(request.POST, request.FILES)
    if form.is_valid():
        kept = services.add_photos(activity=activity, pictures=form.cleaned_data["photos"], actor=request.user)
        messages.success(request, _("收下了 %d 张照片。") % len(kept))
    else:
        gate.require(request.user, "edit", activity)
        messages.error(request, form.errors["photos"][0])
    return redirect("activities:activity_detail", pk)


@require_POST
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a photo away."""
    photo = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    services.remove_photo(photo=photo, actor=request.user)
    messages.success(request, _("照片已删去。"))
    return redirect("activities:activity_detail", photo.activity_id)


def _place(request: HttpRequest) -> Organisation:
    """Return the body one writes for: named in the address, else one's own."""
    asked = request.GET.get("organisation", "")
    if not asked:
        return request.user.organisation
    named = Organisation.objects.visible_to(request.user)
    return get_object_or_404(named, pk=asked if asked.isdecimal() and len(asked) < 19 else None)


def _done(request: HttpRequest) -> Activity | None:
    key = request.GET.get("done", "")
    if not key.isdecimal() or len(key) > 18:
        return None
    return Activity.objects.visible_to(request.user).filter(pk=key).first()


def _page(request: HttpRequest, form: QuickForm, done: Activity | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "here": form.instance.organisation,
        "done": done,
        "posted": queries.posted_by(done, request.user) if done else [],
    }
    return web.page(request, "activities/record.html", context, status=status)
