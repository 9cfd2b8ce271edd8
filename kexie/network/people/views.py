"""Which person an account's holder is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.core import gate
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.network.access.models import User

from . import queries, services
from .forms import AccountForm
from .models import Account


@require_http_methods(["GET", "HEAD", "POST"])
def link_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which of those who have an account's name its holder is."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    known = Account.objects.filter(user=user).first()
    gate.require(request.user, "edit", known or Account(user=user))
    persons = queries.namesakes(user.name, request.user)
    form = AccountForm(request.POST or None, persons=persons, initial={"person": known and known.person_id})
    if form.is_bound and form.is_valid():
        with shown_in(form):
            services.link_account(user=user, person=form.cleaned_data["person"], actor=request.user)
            messages.success(request, _("已记下“%s”的账号对应的人员。") % user)
            return redirect("access:user_detail", pk)
    context = {"form": form, "row": user, "persons": persons}
    return page(request, "people/link_account.html", context, status=422 if form.errors else 200)
